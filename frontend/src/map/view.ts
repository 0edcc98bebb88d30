/** The map itself: what it shows at first, how far it goes, how it is moved. */

import type { Coordinate } from "ol/coordinate.js";
import { boundingExtent, containsCoordinate, type Extent, getCenter } from "ol/extent.js";
import type OlMap from "ol/Map.js";
import type { Lang } from "../domain/words";
import { type Area, areaAt, areaOf, MAINLAND } from "./areas";
import { calm, canvas, NEAREST_ZOOM, viewOf } from "./canvas";
import {
  homeOf,
  inner,
  mercator,
  placeOf,
  type Room,
  roomAroundLand,
  roomAroundPlants,
  wholeExtent,
} from "./extents";
import { Ground, type GroundFiles } from "./ground";
import type { PlantEntry } from "./plants";
import { Whole } from "./whole";

const FIT_ZOOM = 8.5; // one plant alone still shows where it is
const DETAIL_ZOOM = 6.75; // whole France is seen from farther on any screen
const LIFTED_ZOOM = 6.5;
const STEP_MS = 200;
const EDGE_PX = 60; // nearer than that to an edge, a marker would be cut

interface Shown {
  readonly nearest: number;
  readonly leastZoom?: number;
  readonly room: Room;
  readonly duration: number;
  /** Called once it is shown, unless something else came between. */
  readonly shown?: () => void;
}

/** How much of the map is no room for a plant's place: something hides it, or its marker stands that far above. */
export interface Covered {
  readonly topPx?: number;
  readonly bottomPx?: number;
  readonly rightPx?: number;
}

export class PlantMap {
  readonly ol: OlMap;
  readonly #plants: readonly PlantEntry[];
  readonly #ground: Ground;
  readonly #home: Area | null;
  readonly #listeners = new Set<(slug: string | null) => void>();
  #area: Area | null;
  readonly #whole: Whole;
  #zoomingTo: number | null = null; // while one of our own steps goes on

  constructor(
    target: HTMLElement,
    plants: readonly PlantEntry[],
    files: GroundFiles,
    language: Lang,
  ) {
    this.#plants = plants;
    this.#home = homeOf(plants);
    this.#area = this.#home;
    this.#ground = new Ground(files, language);
    this.ol = canvas(target, this.#ground.layers, viewOf(this.#area));
    this.ol.on("moveend", () => this.#fetchGround());
    this.#whole = new Whole(this.ol, () => this.#fit(0));
    void this.#ground.want("first");
    this.showWhole(0);
  }

  /** The area that is being looked at; null where no ground is drawn. */
  get area(): string | null {
    return this.#area?.slug ?? null;
  }

  /** Calls back when another area comes into sight, whoever asked for it. */
  onAreaChange(listener: (slug: string | null) => void): void {
    this.#listeners.add(listener);
  }

  /** Goes to a part of France and shows the whole of it. */
  showArea(slug: string): void {
    const area = areaOf(slug);
    if (area === this.#home) this.showWhole();
    else {
      this.#enter(area);
      this.#fit(0);
    }
  }

  /** Back to what was shown at first. */
  showWhole(duration = STEP_MS * 2): void {
    const there = this.#area === this.#home;
    this.#enter(this.#home);
    this.#fit(there ? duration : 0);
  }

  /** Goes to plants that stand together: a step nearer at least, so that they part. */
  part(plants: readonly PlantEntry[]): void {
    this.showPlants(plants, (this.ol.getView().getZoom() ?? 0) + 1);
  }

  /**
   * Goes to these plants, as near as shows them all, but not less near than `leastZoom`; where they are in several
   * areas, to those that are here.
   */
  showPlants(plants: readonly PlantEntry[], leastZoom = 0): void {
    const [first] = plants;
    if (!first) return;
    const somewhereElse = !plants.some((plant) => this.isHere(plant));
    if (somewhereElse) this.#enter(areaAt(first.longitude, first.latitude));
    this.#whole.left();
    const places = plants.filter((plant) => this.isHere(plant)).map(placeOf);
    this.#show(boundingExtent(places), {
      nearest: places.length === 1 ? FIT_ZOOM : NEAREST_ZOOM,
      leastZoom,
      room: roomAroundPlants(this.#size),
      duration: somewhereElse ? 0 : STEP_MS * 2,
    });
  }

  /** Zooms around the middle, or around the plant that is being looked at. */
  zoomBy(steps: number, plant: PlantEntry | null): void {
    const view = this.ol.getView();
    // Pressed again while it still moves, it goes on from where it is going.
    const from = this.#zoomingTo ?? view.getZoom() ?? 0;
    view.cancelAnimations();
    this.#whole.left();
    const anchor = plant && this.isHere(plant) ? placeOf(plant) : view.getCenter();
    const to = view.getConstrainedZoom(from + steps) ?? from;
    this.#zoomingTo = to;
    if (!anchor) return;
    view.animate({ zoom: to, anchor, duration: calm() ? 0 : STEP_MS }, () => {
      this.#zoomingTo = null;
    });
  }

  /**
   * Brings a plant into sight, without a needless move: only when it is near an edge, outside, covered, or in another
   * area.
   */
  reveal(plant: PlantEntry, covered: Covered = {}): void {
    const { topPx = 0, bottomPx = 0, rightPx = 0 } = covered;
    if (!this.isHere(plant)) {
      this.#enter(areaAt(plant.longitude, plant.latitude));
      this.#fit(0);
    }
    const view = this.ol.getView();
    const size = this.ol.getSize();
    if (!size) return;
    // From afar there is not enough ground below a plant to lift it above what covers the map.
    const zoom = Math.max(view.getZoom() ?? 0, bottomPx > 0 ? LIFTED_ZOOM : 0);
    const resolution = view.getResolutionForZoom(zoom);
    const place = placeOf(plant);
    if (zoom === view.getZoom() && this.#isClear(place, covered)) return;
    view.cancelAnimations();
    this.#whole.left();
    const [x = 0, y = 0] = place;
    const center = [x + (resolution * rightPx) / 2, y - (resolution * (bottomPx - topPx)) / 2];
    view.animate({ center, zoom, duration: calm() ? 0 : STEP_MS * 2 });
  }

  /** Whether a place is in sight, not near an edge, and not under what covers the map. */
  #isClear(place: Coordinate, { topPx = 0, bottomPx = 0, rightPx = 0 }: Covered): boolean {
    const view = this.ol.getView();
    const [left = 0, bottom = 0, right = 0, top = 0] = view.calculateExtent(this.ol.getSize());
    const resolution = view.getResolution() ?? 0;
    const margin = resolution * EDGE_PX;
    const inner = [
      left + margin,
      bottom + resolution * bottomPx + margin / 2,
      right - resolution * rightPx - margin,
      top - resolution * topPx - margin,
    ];
    return containsCoordinate(inner, place);
  }

  /** Whether a plant is in sight now. */
  sees(plant: PlantEntry): boolean {
    return this.isHere(plant) && this.#isClear(placeOf(plant), {});
  }

  /** Whether a plant is in the area that is being looked at; where nothing is drawn, whether it is in none. */
  isHere(plant: PlantEntry): boolean {
    if (!this.#area) return areaAt(plant.longitude, plant.latitude) === null;
    return containsCoordinate(mercator(this.#area.drawn), placeOf(plant));
  }

  #enter(area: Area | null): void {
    if (area === this.#area) return;
    this.#area = area;
    this.ol.setView(viewOf(area));
    for (const listener of this.#listeners) listener(this.area);
  }

  get #size(): [number, number] {
    const [wide = 0, high = 0] = this.ol.getSize() ?? [];
    return [wide, high];
  }

  #fit(duration: number): void {
    const shown = this.#whole.begun();
    const nearest = this.#area === MAINLAND ? FIT_ZOOM : NEAREST_ZOOM;
    const room = roomAroundLand(this.#size);
    this.#show(wholeExtent(this.#area, this.#plants), { nearest, room, duration, shown });
  }

  #show(extent: Extent, { nearest, leastZoom = 0, room, duration, shown = () => {} }: Shown): void {
    const view = this.ol.getView();
    view.cancelAnimations();
    const resolution = view.getResolutionForExtent(extent, inner(this.#size, room));
    const fitting = view.getZoomForResolution(resolution) ?? 0;
    const motion = { duration: calm() ? 0 : duration };
    if (fitting < leastZoom) {
      const zoom = Math.min(leastZoom, NEAREST_ZOOM);
      view.animate({ ...motion, center: getCenter(extent), zoom });
      return;
    }
    const callback = (done: boolean) => done && shown();
    view.fit(extent, { ...motion, padding: room, maxZoom: nearest, size: this.#size, callback });
  }

  #fetchGround(): void {
    const zoom = this.ol.getView().getZoom() ?? 0;
    if (this.#area !== MAINLAND) void this.#ground.want("overseas");
    else if (zoom >= DETAIL_ZOOM) void this.#ground.want("detail");
  }
}
