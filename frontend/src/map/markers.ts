/** Plants and groups of plants on the map: real buttons in overlays. They change with the zoom, never with the data. */

import type OlMap from "ol/Map.js";
import Overlay from "ol/Overlay.js";
import { fromLonLat } from "ol/proj.js";
import type { Lang } from "../domain/words";
import { Cluster } from "./cluster";
import { type Group, groupOf, groupsAt } from "./groups";
import { plantMarker } from "./marker";
import type { PlantEntry } from "./plants";

const NARROW_PX = 600;
const APART_PX = { narrow: 112, wide: 136 }; // as wide as most markers
const STACKED_PX = 36; // the height of a marker
const SETTLED = 0.01; // a zoom that differs by less is the same

export interface MarkerActions {
  readonly open: (plant: PlantEntry) => void;
  readonly openGroup: (plants: readonly PlantEntry[]) => void;
  readonly focus: (plants: readonly PlantEntry[]) => void;
  /** Whether a plant is in the part of France that the map shows. */
  readonly isHere: (plant: PlantEntry) => boolean;
}

interface Placed {
  readonly group: Group;
  readonly overlays: readonly Overlay[];
  readonly buttons: readonly HTMLButtonElement[];
  readonly cluster: Cluster | null;
}

export class Markers {
  readonly #map: OlMap;
  readonly #actions: MarkerActions;
  readonly #lang: Lang;
  readonly #placed = new Map<string, Placed>();
  #plants: readonly PlantEntry[] = [];
  #chosen: PlantEntry | null = null;
  #zoom = Number.NaN;

  constructor(map: OlMap, lang: Lang, actions: MarkerActions) {
    this.#map = map;
    this.#lang = lang;
    this.#actions = actions;
    map.on("moveend", () => {
      if (!(Math.abs((map.getView().getZoom() ?? 0) - this.#zoom) < SETTLED)) this.#place();
      else this.#reach();
    });
  }

  /** Shows these plants and no others. */
  use(plants: readonly PlantEntry[]): void {
    this.#plants = plants;
    this.#place();
  }

  /** The plant that is looked at stands by itself, above the others. */
  choose(plant: PlantEntry | null): void {
    this.#chosen = plant;
    this.#place();
    for (const { buttons } of this.#placed.values()) {
      for (const button of buttons) {
        if (plant && button.dataset["marker"] === plant.slug)
          button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    }
  }

  /** Writes the sums of the groups anew. */
  refresh(): void {
    for (const { cluster } of this.#placed.values()) cluster?.show();
  }

  /** The button of a plant, or of the group it stands in. */
  buttonOf(plant: PlantEntry): HTMLButtonElement | undefined {
    const placed = [...this.#placed.values()].find(({ group }) => group.plants.includes(plant));
    return placed?.buttons[placed.cluster ? 0 : placed.group.plants.indexOf(plant)];
  }

  #groups(): Group[] {
    const view = this.#map.getView();
    this.#zoom = view.getZoom() ?? 0;
    const [width = 0] = this.#map.getSize() ?? [];
    const apart = this.#nearest ? STACKED_PX : width < NARROW_PX ? APART_PX.narrow : APART_PX.wide;
    const chosen = this.#chosen && this.#plants.includes(this.#chosen) ? this.#chosen : null;
    const groups = groupsAt(
      this.#plants.filter((plant) => plant !== chosen),
      this.#zoom,
      apart,
    );
    return chosen ? [...groups, groupOf([chosen])] : groups;
  }

  /** Whether one cannot come nearer: then nothing is told apart by zooming, and all is shown. */
  get #nearest(): boolean {
    return this.#zoom > this.#map.getView().getMaxZoom() - SETTLED;
  }

  #place(): void {
    const groups = this.#groups();
    const keyOf = ({ key }: Group) => (this.#nearest ? `${key} each` : key);
    const focused = this.#focusedPlant();
    const wanted = new Set(groups.map(keyOf));
    for (const [key, { overlays }] of this.#placed) {
      if (wanted.has(key)) continue;
      for (const overlay of overlays) this.#map.removeOverlay(overlay);
      this.#placed.delete(key);
    }
    for (const group of groups) {
      const key = keyOf(group);
      if (!this.#placed.has(key)) this.#placed.set(key, this.#add(group));
    }
    this.#order(groups.map(keyOf));
    this.#reach();
    if (focused && !document.activeElement?.matches("button.marker"))
      this.buttonOf(focused)?.focus({ preventScroll: true });
  }

  /** What lies overseas is reached by the list or the choice of places: the keyboard never leads out of sight. */
  #reach(): void {
    for (const { group, buttons } of this.#placed.values()) {
      const here = group.plants.some((plant) => this.#actions.isHere(plant));
      for (const button of buttons) button.tabIndex = here ? 0 : -1;
    }
  }

  #focusedPlant(): PlantEntry | null {
    const focused = document.activeElement;
    for (const { group, buttons, cluster } of this.#placed.values()) {
      const at = buttons.indexOf(focused as HTMLButtonElement);
      if (at >= 0) return group.plants[cluster ? 0 : at] ?? null;
    }
    return null;
  }

  #add(group: Group): Placed {
    const together = group.plants.length > 1 && !this.#nearest;
    const cluster = together
      ? new Cluster(group, this.#lang, () => this.#actions.openGroup(group.plants))
      : null;
    const buttons = cluster
      ? [cluster.button]
      : group.plants.map((plant) => plantMarker(plant, () => this.#actions.open(plant)));
    const overlays = buttons.map((button, at) => {
      button.addEventListener("focus", () => {
        if (button.matches(":focus-visible"))
          this.#actions.focus(cluster ? group.plants : group.plants.slice(at, at + 1));
      });
      return this.#overlay(button, group, cluster ? 0 : at);
    });
    return { group, overlays, buttons, cluster };
  }

  #overlay(element: HTMLElement, { longitude, latitude }: Group, stacked: number): Overlay {
    const overlay = new Overlay({
      element,
      position: fromLonLat([longitude, latitude]),
      positioning: "bottom-center",
      offset: [0, -STACKED_PX * stacked],
      stopEvent: false, // the map can be dragged and zoomed with the pointer on a marker
      insertFirst: false,
    });
    this.#map.addOverlay(overlay);
    // What lies further south stands in front, as in a landscape.
    if (element.parentElement)
      element.parentElement.style.zIndex = String(Math.round(90 - latitude));
    return overlay;
  }

  /** The order of the list is the order of the keyboard. */
  #order(keys: readonly string[]): void {
    let before: Element | null = null;
    for (const element of keys.flatMap((key) => this.#placed.get(key)?.overlays ?? [])) {
      const box = element.getElement()?.parentElement;
      if (!box?.parentElement) continue;
      const place: Element | null = before
        ? before.nextElementSibling
        : box.parentElement.firstElementChild;
      if (place !== box) box.parentElement.insertBefore(box, place);
      before = box;
    }
  }
}
