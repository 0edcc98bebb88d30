/** A small map on which one place is chosen, by a click or by the arrow keys. */

import type { Coordinate } from "ol/coordinate.js";
import { containsCoordinate } from "ol/extent.js";
import type OlMap from "ol/Map.js";
import Overlay from "ol/Overlay.js";
import { fromLonLat, toLonLat } from "ol/proj.js";
import type { Place } from "../domain/place";
import type { Lang } from "../domain/words";
import { type Area, areaAt, areaOf, MAINLAND } from "./areas";
import { calm, canvas, viewOf } from "./canvas";
import { mercator } from "./extents";
import { Ground, type GroundFiles } from "./ground";

const DETAIL_ZOOM = 6.75;
const NEAR_ZOOM = 9; // a commune among its neighbours
const STEP_PX = 10;
const STEP_MS = 200;
const ROOM: [number, number, number, number] = [12, 12, 12, 12];
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function pin(): HTMLElement {
  const mark = document.createElement("span");
  mark.className = "pin";
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

function keepScrolling(target: HTMLElement, event: Event): void {
  if (!target.contains(document.activeElement)) event.stopPropagation();
}

export class Picker {
  readonly #ol: OlMap;
  readonly #ground: Ground;
  readonly #pin = new Overlay({ element: pin(), positioning: "center-center", stopEvent: false });
  readonly #placed: (place: Place) => void;
  readonly #entered: (area: string) => void;
  #area: Area | null = null;

  /** placed: told of each place that is chosen here. entered: told of the area that comes into sight. */
  constructor(
    target: HTMLElement,
    files: GroundFiles,
    lang: Lang,
    told: { placed: (place: Place) => void; entered: (area: string) => void },
  ) {
    this.#placed = told.placed;
    this.#entered = told.entered;
    // before those of the library, for which arrows move the map
    target.addEventListener("keydown", (event) => this.#move(event));
    // who scrolls the page over it does not mean the map
    target.addEventListener("wheel", (event) => keepScrolling(target, event), { capture: true });
    this.#ground = new Ground(files, lang);
    this.#ol = canvas(target, this.#ground.layers, viewOf(MAINLAND));
    this.#ol.addOverlay(this.#pin);
    this.#ol.on("moveend", () => this.#fetchGround());
    this.#ol.on("click", ({ coordinate }) => this.#choose(coordinate));
    void this.#ground.want("first");
    this.showArea(MAINLAND.slug);
  }

  /** Goes to a part of France and shows the whole of it. */
  showArea(slug: string): void {
    const area = areaOf(slug) ?? MAINLAND;
    this.#enter(area);
    this.#ol.getView().fit(mercator(area.extent), { padding: ROOM, size: this.#ol.getSize() });
  }

  /** Marks a place that was written; null for none. */
  show(place: Place | null): void {
    this.#pin.setPosition(place ? fromLonLat([place.longitude, place.latitude]) : undefined);
    const at = this.#pin.getPosition();
    if (!place || !at) return;
    const area = areaAt(place.longitude, place.latitude);
    if (!area) return;
    this.#enter(area);
    const view = this.#ol.getView();
    view.cancelAnimations();
    view.setZoom(Math.max(view.getZoom() ?? 0, NEAR_ZOOM));
    view.setCenter(at);
  }

  zoomBy(steps: number): void {
    const view = this.#ol.getView();
    const anchor = this.#pin.getPosition() ?? view.getCenter();
    const zoom = (view.getZoom() ?? 0) + steps;
    view.cancelAnimations();
    if (anchor) view.animate({ zoom, anchor, duration: calm() ? 0 : STEP_MS });
  }

  #choose(at: Coordinate): void {
    this.#pin.setPosition(at);
    const [longitude = 0, latitude = 0] = toLonLat(at);
    // a hundred-thousandth of a degree is a metre: nobody points more finely
    const round = (value: number) => Math.round(value * 1e5) / 1e5;
    this.#placed({ latitude: round(latitude), longitude: round(longitude) });
  }

  #move(event: KeyboardEvent): void {
    const step = ARROWS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const view = this.#ol.getView();
    const from = this.#pin.getPosition() ?? view.getCenter();
    if (!from) return;
    const far = (view.getResolution() ?? 0) * (event.shiftKey ? 1 : STEP_PX);
    const at = from.map((value, axis) => value + (step[axis] ?? 0) * far);
    this.#choose(at);
    if (!containsCoordinate(view.calculateExtent(this.#ol.getSize()), at)) view.setCenter(at);
  }

  #enter(area: Area): void {
    if (area === this.#area) return;
    this.#area = area;
    this.#ol.setView(viewOf(area));
    this.#entered(area.slug);
  }

  #fetchGround(): void {
    if (this.#area !== MAINLAND) void this.#ground.want("overseas");
    else if ((this.#ol.getView().getZoom() ?? 0) >= DETAIL_ZOOM) void this.#ground.want("detail");
  }
}
