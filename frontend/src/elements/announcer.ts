/** Says changes of state to those who listen: one polite region for the whole page, never a value. */

import { fill, langOf, words } from "../domain/words";
import type { StateChange } from "./quelia-live";

const GATHER_MS = 1000; // several plants that fail together are one announcement
const REST_MS = 60_000; // a source that comes and goes would be said without end
const MOST = 3; // a longer list is not listened to

/** Announces into `region` the changes of every element below `root`: each plant at once, and then at most once a minute. */
export function announce(
  root: EventTarget,
  region: HTMLElement,
  nameOf: (plant: string) => string,
): void {
  const waiting = new Map<string, string>(); // the new word, by plant
  const said = new Map<string, string>(); // the word of each plant that rests

  const speak = () => {
    const due = new Map([...waiting].filter(([plant]) => !said.has(plant)));
    if (due.size === 0) return;
    region.textContent = sentences(due, nameOf).join(". ");
    for (const [plant, word] of due) {
      waiting.delete(plant);
      said.set(plant, word);
    }
    setTimeout(() => rested(due), REST_MS);
  };
  const rested = (plants: ReadonlyMap<string, string>) => {
    for (const [plant, word] of plants) {
      said.delete(plant);
      if (waiting.get(plant) === word) waiting.delete(plant); // it came and went, and is as it was said to be
    }
    speak();
  };

  root.addEventListener("quelia-state", (event) => {
    const { plant, word } = (event as StateChange).detail;
    if (!word) return;
    waiting.set(plant, word);
    setTimeout(speak, GATHER_MS);
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
