/** The plants on the map: real buttons in overlays. Nothing is rebuilt when data moves. */

import type OlMap from "ol/Map.js";
import Overlay from "ol/Overlay.js";
import { fromLonLat } from "ol/proj.js";
import type { PlantEntry } from "./plants";

const DRAG_PX = 6; // a finger that moved this far was moving the map

export interface MarkerActions {
  readonly open: (plant: PlantEntry) => void;
  readonly focus: (plant: PlantEntry) => void;
}

function marker(plant: PlantEntry, actions: MarkerActions): HTMLButtonElement {
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

  const live = plant.live.cloneNode(true) as Element;
  live.className = "live live-marker";
  live.id = `marker-${plant.slug}`;
  live.querySelector('[data-part="age"]')?.remove(); // the card has room for it
  button.setAttribute("aria-describedby", live.id);
  button.append(energy, live);

  let downX = 0;
  let downY = 0;
  button.addEventListener("pointerdown", (event) => {
    [downX, downY] = [event.clientX, event.clientY];
  });
  button.addEventListener("click", (event) => {
    const byPointer = event.detail > 0;
    if (byPointer && Math.hypot(event.clientX - downX, event.clientY - downY) > DRAG_PX) return;
    actions.open(plant);
  });
  button.addEventListener("focus", () => {
    if (button.matches(":focus-visible")) actions.focus(plant);
  });
  return button;
}

export class Markers {
  readonly #buttons = new Map<string, HTMLButtonElement>();

  constructor(map: OlMap, plants: readonly PlantEntry[], actions: MarkerActions) {
    for (const plant of plants) {
      const element = marker(plant, actions);
      this.#buttons.set(plant.slug, element);
      // Events pass through: the map can be dragged and zoomed with the pointer on a marker.
      map.addOverlay(
        new Overlay({
          element,
          position: fromLonLat([plant.longitude, plant.latitude]),
          positioning: "bottom-center",
          stopEvent: false,
          insertFirst: false, // the order of the list is the order of the keyboard
        }),
      );
      // What lies further south stands in front, as in a landscape.
      if (element.parentElement)
        element.parentElement.style.zIndex = String(Math.round(90 - plant.latitude));
    }
  }

  button(slug: string): HTMLButtonElement | undefined {
    return this.#buttons.get(slug);
  }

  select(slug: string | null): void {
    for (const [each, button] of this.#buttons) {
      if (each === slug) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
