/** Where a group stands on the map: one button with its sum, or one for each of its plants, one above the other. */

import type OlMap from "ol/Map.js";
import Overlay from "ol/Overlay.js";
import { fromLonLat } from "ol/proj.js";
import type { Lang } from "../domain/words";
import { Cluster } from "./cluster";
import type { Group } from "./groups";
import { plantMarker } from "./marker";
import type { PlantEntry } from "./plants";

export const STACKED_PX = 36; // a marker, and what is free above it

export interface MarkerActions {
  readonly open: (plant: PlantEntry) => void;
  readonly openGroup: (plants: readonly PlantEntry[]) => void;
  /** For plants that no zoom tells apart. */
  readonly openGathering: (plants: readonly PlantEntry[]) => void;
  /** abovePx: how far above its place the marker stands that has the focus. */
  readonly focus: (plants: readonly PlantEntry[], abovePx: number) => void;
  /** Whether a plant is in the part of France that the map shows. */
  readonly isHere: (plant: PlantEntry) => boolean;
}

/** Each plant has its button, or they have one, which leads nearer, or to a list where one cannot come nearer. */
export type Way = "each" | "group" | "gathering";

interface About {
  readonly way: Way;
  readonly lang: Lang;
  readonly actions: MarkerActions;
}

export class Stand {
  readonly #map: OlMap;
  readonly #group: Group;
  readonly #cluster: Cluster | null;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #overlays: readonly Overlay[];
  #liftPx = 0;

  constructor(map: OlMap, group: Group, { way, lang, actions }: About) {
    const { plants } = group;
    const open = way === "gathering" ? actions.openGathering : actions.openGroup;
    this.#map = map;
    this.#group = group;
    this.#cluster = way === "each" ? null : new Cluster(group, lang, () => open(plants));
    if (way === "gathering") this.#cluster?.button.setAttribute("aria-haspopup", "dialog");
    this.#buttons = this.#cluster
      ? [this.#cluster.button]
      : plants.map((plant) => plantMarker(plant, () => actions.open(plant)));
    for (const [at, button] of this.#buttons.entries()) {
      button.tabIndex = -1; // until it is known to be in sight
      button.addEventListener("focus", () => {
        if (button.matches(":focus-visible"))
          actions.focus(this.#cluster ? plants : plants.slice(at, at + 1), this.#abovePx(at));
      });
    }
    this.#overlays = this.#buttons.map((button, at) => this.#overlay(button, this.#abovePx(at)));
  }

  /** What holds its buttons, in the order of its plants. */
  get boxes(): HTMLElement[] {
    return this.#buttons.map((button) => button.parentElement).filter((box) => box !== null);
  }

  /** How much of the screen it takes above its place. */
  get highPx(): number {
    if (!this.#cluster) return STACKED_PX * this.#buttons.length;
    return this.#overlays[0]?.getElement()?.parentElement?.offsetHeight ?? STACKED_PX;
  }

  get widePx(): number {
    return Math.max(...this.#buttons.map((button) => button.offsetWidth));
  }

  /** The button of one of its plants. */
  buttonOf(plant: PlantEntry): HTMLButtonElement | undefined {
    return this.#buttons[this.#cluster ? 0 : this.#group.plants.indexOf(plant)];
  }

  /** The plant, or the first of the plants, that a button stands for. */
  plantOf(button: Element | null): PlantEntry | undefined {
    return this.#group.plants[this.#buttons.indexOf(button as HTMLButtonElement)];
  }

  /** Whether the keyboard leads here. */
  reach(reached: boolean): void {
    for (const button of this.#buttons) button.tabIndex = reached ? 0 : -1;
  }

  /** liftPx: how high it stands above its place if the chosen plant is alone in it. */
  mark(chosen: PlantEntry | null, liftPx: number): void {
    this.#liftPx = chosen && this.#isOnly(chosen) ? liftPx : 0;
    for (const [at, button] of this.#buttons.entries()) {
      if (chosen && button.dataset["marker"] === chosen.slug)
        button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      button.toggleAttribute("data-lifted", this.#liftPx > 0);
      button.style.setProperty("--lift", `${this.#liftPx}px`);
      this.#overlays[at]?.setOffset([0, -this.#abovePx(at)]);
    }
  }

  /** How far above its place the button of one of its plants stands. */
  abovePx(plant: PlantEntry): number {
    return this.#abovePx(this.#cluster ? 0 : this.#group.plants.indexOf(plant));
  }

  #abovePx(at: number): number {
    return STACKED_PX * at + this.#liftPx;
  }

  #isOnly(plant: PlantEntry): boolean {
    return this.#group.plants.length === 1 && this.#group.plants[0] === plant;
  }

  /** Writes its sum anew. */
  refresh(): void {
    this.#cluster?.show();
  }

  remove(): void {
    for (const overlay of this.#overlays) this.#map.removeOverlay(overlay);
  }

  #overlay(element: HTMLElement, abovePx: number): Overlay {
    const { longitude, latitude } = this.#group;
    const overlay = new Overlay({
      element,
      position: fromLonLat([longitude, latitude]),
      positioning: "bottom-center",
      offset: [0, -abovePx],
      stopEvent: false, // the map can be dragged and zoomed with the pointer on a marker
      insertFirst: false,
    });
    this.#map.addOverlay(overlay);
    // What lies further south stands in front, as in a landscape.
    if (element.parentElement)
      element.parentElement.style.zIndex = String(Math.round(90 - latitude));
    return overlay;
  }
}
