/** The map itself: what it shows at first, how far it goes, how it is moved. */

import type { Coordinate } from "ol/coordinate.js";
import { boundingExtent, containsCoordinate, type Extent, extend, getWidth } from "ol/extent.js";
import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import DragPan from "ol/interaction/DragPan.js";
import KeyboardPan from "ol/interaction/KeyboardPan.js";
import KeyboardZoom from "ol/interaction/KeyboardZoom.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import PinchZoom from "ol/interaction/PinchZoom.js";
import Kinetic from "ol/Kinetic.js";
import OlMap from "ol/Map.js";
import { fromLonLat, transformExtent } from "ol/proj.js";
import View from "ol/View.js";
import type { Lang } from "../domain/words";
import { type Area, areaAt, areaOf, type Degrees, MAINLAND } from "./areas";
import { Ground, type GroundFiles } from "./ground";
import type { PlantEntry } from "./plants";
import { keepWhole } from "./whole";

const FRANCE: Extent = mercator(MAINLAND.extent);
// Room for the markers, which stand above their place; on a small map the land needs it more.
const AROUND_LAND = { wide: [76, 68, 36, 68], narrow: [60, 44, 24, 60], low: [40, 68, 12, 68] };
const AROUND_PLANTS = [60, 72, 84, 72]; // half a marker on either side, and the buttons below
const NARROW_PX = 600;
const LOW_PX = 480;
const NEAREST_ZOOM = 11.5; // the ground says nothing more beyond
const FIT_ZOOM = 8.5; // one plant alone still shows where it is
const DETAIL_ZOOM = 6.75; // whole France is seen from farther on any screen
const LIFTED_ZOOM = 6.5;
const STEP_MS = 200;
const EDGE_PX = 60; // nearer than that to an edge, a marker would be cut

function mercator([west, south, east, north]: Degrees): Extent {
  return transformExtent([west, south, east, north], "EPSG:4326", "EPSG:3857");
}

function placeOf(plant: PlantEntry): Coordinate {
  return fromLonLat([plant.longitude, plant.latitude]);
}

/** The area to begin with: the mainland, unless no plant is there. */
function homeOf(plants: readonly PlantEntry[]): Area | null {
  const areas = plants.map(({ longitude, latitude }) => areaAt(longitude, latitude));
  if (areas.length === 0 || areas.includes(MAINLAND)) return MAINLAND;
  return areas[0] ?? null;
}

/** What of an area is shown at first: the whole of it, unless its plants are all in one part of the mainland. */
function wholeExtent(area: Area | null, plants: readonly PlantEntry[]): Extent {
  const inArea = plants.filter(({ longitude, latitude }) => areaAt(longitude, latitude) === area);
  if (area && (area !== MAINLAND || inArea.length === 0)) return mercator(area.extent);
  const shown = boundingExtent(inArea.map(placeOf));
  if (area && getWidth(shown) > getWidth(FRANCE) / 3) return extend(shown, FRANCE);
  return shown;
}

function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A view that ends where the ground of its area ends; one of no area is free. */
function viewOf(area: Area | null): View {
  return new View({
    center: [0, 0],
    zoom: 5,
    maxZoom: NEAREST_ZOOM,
    enableRotation: false,
    ...(area ? { extent: mercator(area.drawn) } : {}),
  });
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
  readonly #fitting: () => void;
  #zoomingTo = 0;

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
    this.ol = new OlMap({
      target,
      controls: [],
      interactions: [
        new DragPan({ kinetic: calm() ? undefined : new Kinetic(-0.005, 0.05, 100) }),
        new MouseWheelZoom(),
        new PinchZoom(),
        new DoubleClickZoom(),
        new KeyboardPan(),
        new KeyboardZoom(),
      ],
      layers: this.#ground.layers,
      view: viewOf(this.#area),
    });
    this.ol.on("moveend", () => this.#fetchGround());
    this.#fitting = keepWhole(this.ol, () => this.#fit(0));
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

  /** Goes to these plants, as near as shows them all; where they are in several areas, to those that are here. */
  showPlants(plants: readonly PlantEntry[]): void {
    const [first] = plants;
    if (!first) return;
    const somewhereElse = !plants.some((plant) => this.isHere(plant));
    if (somewhereElse) this.#enter(areaAt(first.longitude, first.latitude));
    const places = plants.filter((plant) => this.isHere(plant)).map(placeOf);
    const nearest = places.length === 1 ? FIT_ZOOM : NEAREST_ZOOM;
    const duration = somewhereElse ? 0 : STEP_MS * 2;
    this.#show(boundingExtent(places), nearest, AROUND_PLANTS, duration);
  }

  /** Zooms around the middle, or around the plant that is being looked at. */
  zoomBy(steps: number, plant: PlantEntry | null): void {
    const view = this.ol.getView();
    const anchor = plant && this.isHere(plant) ? placeOf(plant) : view.getCenter();
    // Pressed again while it still moves, it goes on from where it is going.
    const from = view.getAnimating() ? this.#zoomingTo : (view.getZoom() ?? 0);
    this.#zoomingTo = view.getConstrainedZoom(from + steps) ?? from;
    if (anchor) view.animate({ zoom: this.#zoomingTo, anchor, duration: calm() ? 0 : STEP_MS });
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

  #fit(duration: number): void {
    this.#fitting();
    const nearest = this.#area === MAINLAND ? FIT_ZOOM : NEAREST_ZOOM;
    const [wide = 0, high = 0] = this.ol.getSize() ?? [];
    const size = wide < NARROW_PX ? "narrow" : high < LOW_PX ? "low" : "wide";
    this.#show(wholeExtent(this.#area, this.#plants), nearest, AROUND_LAND[size], duration);
  }

  #show(extent: Extent, maxZoom: number, padding: number[], duration: number): void {
    this.ol.getView().fit(extent, {
      padding,
      maxZoom,
      size: this.ol.getSize(),
      duration: calm() ? 0 : duration,
    });
  }

  #fetchGround(): void {
    const zoom = this.ol.getView().getZoom() ?? 0;
    if (this.#area !== MAINLAND) void this.#ground.want("overseas");
    else if (zoom >= DETAIL_ZOOM) void this.#ground.want("detail");
  }
}
