/** When the sums of a page are made anew. */

import { everySecond } from "../live/clock";

/** sum: writes every sum of the page. Values move by the second; what is no longer live is in no sum a moment longer. */
export function keepSummed(page: EventTarget, sum: () => void): void {
  let queued = false;
  everySecond(sum);
  // Plants change in flocks, and each has several elements: one sum for all of them.
  page.addEventListener("quelia-state", () => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      sum();
    });
  });
}
