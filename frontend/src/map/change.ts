/** A word to those who look when plants are published or withdrawn: the page shows those of when it was opened. */

import type { StateChange } from "../elements/quelia-live";
import type { Board } from "../live/board";

export function tellOfChanges(page: HTMLElement, board: Board): void {
  const note = page.querySelector<HTMLElement>("[data-changed]");
  const tell = () => {
    if (note) note.hidden = false;
  };
  board.watchMap(page.dataset["map"] ?? "", tell);
  page.addEventListener("quelia-state", (event) => {
    if ((event as StateChange).detail.state === "none") tell(); // it had a source: it is withdrawn, or that is
  });
  note?.querySelector('[data-action="reload"]')?.addEventListener("click", () => {
    window.location.reload();
  });
  note?.querySelector('[data-action="later"]')?.addEventListener("click", () => {
    note.hidden = true;
  });
}
