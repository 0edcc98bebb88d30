/** The address bar says what the page shows, so that it can be sent to somebody. */

import { type Selection, writeSelection } from "../domain/selection";
import type { PlantEntry } from "./plants";

export function writeAddress(plant: PlantEntry | null, selection: Selection): void {
  const address = new URL(window.location.href);
  if (plant === null) address.searchParams.delete("plant");
  else address.searchParams.set("plant", plant.slug);
  writeSelection(selection, address.searchParams);
  window.history.replaceState(null, "", address);
  // The other language shows the same.
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-language]")) {
    const other = new URL(address);
    other.searchParams.set("lang", link.dataset["language"] ?? "");
    link.href = other.search;
  }
}
