/** Says changes of state to those who listen: one polite region for the whole page, never a value. */

import { fill, langOf, words } from "../domain/words";
import type { StateChange } from "./quelia-live";

const GATHER_MS = 1000; // several plants that fail together are one announcement
const MOST = 3; // a longer list is not listened to

/** Announces into `region` the changes of every element below `root`. */
export function announce(
  root: EventTarget,
  region: HTMLElement,
  nameOf: (plant: string) => string,
): void {
  const waiting = new Map<string, string>(); // the new word, by plant

  const speak = () => {
    region.textContent = sentences(waiting, nameOf).join(". ");
    waiting.clear();
  };

  root.addEventListener("quelia-state", (event) => {
    const { plant, word } = (event as StateChange).detail;
    if (!word) return;
    if (waiting.size === 0) setTimeout(speak, GATHER_MS);
    waiting.set(plant, word);
  });
}

/** One sentence a plant, or one a state where there would be too many. */
function sentences(
  changes: ReadonlyMap<string, string>,
  nameOf: (plant: string) => string,
): string[] {
  const { announce: one, announce_many: many } = words(
    langOf(document.documentElement.lang),
  ).element;
  if (changes.size <= MOST) {
    return [...changes].map(([plant, state]) => fill(one, { name: nameOf(plant), state }));
  }
  const counts = new Map<string, string[]>();
  for (const [plant, state] of changes) counts.set(state, [...(counts.get(state) ?? []), plant]);
  return [...counts].map(([state, plants]) =>
    plants.length === 1
      ? fill(one, { name: nameOf(plants[0] ?? ""), state })
      : fill(many, { count: String(plants.length), state }),
  );
}
