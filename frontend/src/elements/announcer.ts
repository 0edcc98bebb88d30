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
  const waiting = new Map<string, string>();

  const speak = () => {
    region.textContent = [...waiting.values()].slice(-MOST).join(". ");
    waiting.clear();
  };

  root.addEventListener("quelia-state", (event) => {
    const { plant, word } = (event as StateChange).detail;
    if (!word) return;
    if (waiting.size === 0) setTimeout(speak, GATHER_MS);
    const { announce: sentence } = words(langOf(document.documentElement.lang)).element;
    waiting.set(plant, fill(sentence, { name: nameOf(plant), state: word }));
  });
}
