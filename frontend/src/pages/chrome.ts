/** What every page of ours has around its values: announcements, and a word when the service is lost. */

import { announce } from "../elements/announcer";
import { boardOf } from "../live/board";
import { everySecond } from "../live/clock";

function showWhenLost(note: HTMLElement): void {
  const board = boardOf("");
  everySecond(() => {
    if (note.hidden === board.lost) note.hidden = !board.lost;
  });
}

/** Wires the parts of `base.html`, where they are. */
export function startChrome(): void {
  const region = document.querySelector<HTMLElement>("[data-announcements]");
  const names = new Map<string, string>();
  for (const named of document.querySelectorAll<HTMLElement>("[data-plant][data-name]")) {
    names.set(named.dataset["plant"] ?? "", named.dataset["name"] ?? "");
  }
  if (region) announce(document, region, (plant) => names.get(plant) ?? plant);
  const note = document.querySelector<HTMLElement>("[data-lost]");
  if (note) showWhenLost(note);
}
