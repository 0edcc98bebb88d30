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

  // Named by what stands in it, the value too: who speaks to the machine says what they see.
  const name = document.createElement("span");
  name.className = "unseen";
  name.textContent = `${plant.name} `;

  const energy = document.createElement("span");
  energy.className = "energy";
  energy.dataset["energy"] = plant.energy;
  energy.setAttribute("aria-hidden", "true");

  const live = plant.live.cloneNode(true) as HTMLElement;
  live.className = "live live-marker";
  live.dataset["brief"] = ""; // there is no room for what somebody wrote about a pause
  for (const part of ["age", "share"]) live.querySelector(`[data-part="${part}"]`)?.remove();
  for (const seen of [energy, live]) seen.title = plant.name;
  button.append(name, energy, live);
  pressed(button, open);
  return button;
}
