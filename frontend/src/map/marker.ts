/** The button of one plant on the map. */

import type { PlantEntry } from "./plants";
import { pressed } from "./press";

/** open: what a click does. */
export function plantMarker(plant: PlantEntry, open: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "marker";
  button.dataset["marker"] = plant.slug;
  button.dataset["energy"] = plant.energy;
  button.setAttribute("aria-label", plant.name);
  button.title = plant.name;

  const energy = document.createElement("span");
  energy.className = "energy";
  energy.dataset["energy"] = plant.energy;
  energy.setAttribute("aria-hidden", "true");

  const live = plant.live.cloneNode(true) as HTMLElement;
  live.className = "live live-marker";
  live.dataset["brief"] = ""; // there is no room for what somebody wrote about a pause
  live.id = `marker-${plant.slug}`;
  for (const part of ["age", "share"]) live.querySelector(`[data-part="${part}"]`)?.remove();
  button.setAttribute("aria-describedby", live.id);
  button.append(energy, live);
  pressed(button, open);
  return button;
}
