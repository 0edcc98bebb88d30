/** The button of one plant on the map. */

import { briefOf, energyOf, type PlantEntry } from "./plants";
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

  const energy = energyOf(plant);
  const live = briefOf(plant, "live-marker");
  for (const seen of [energy, live]) seen.title = plant.name;
  button.append(name, energy, live);
  pressed(button, open);
  return button;
}
