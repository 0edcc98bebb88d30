/** The map itself: what it shows at first, how far it goes, how it is moved. */

import type { Coordinate } from "ol/coordinate.js";
import { boundingExtent, containsCoordinate, type Extent, extend } from "ol/extent.js";
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
import { baseMapLayer } from "./basemap";
import type { PlantEntry } from "./plants";

const FRANCE: Extent = mercator([-5.2, 41.3, 9.7, 51.2]);
const DRAWN: Extent = mercator([-24, 33, 30, 61]); // the window of the base map
// Room for the markers, which stand above their place; on a narrow screen France needs it more.
const PADDING = { wide: [76, 68, 36, 68], narrow: [60, 44, 24, 60] };
const NARROW_PX = 600;
const NEAREST_ZOOM = 10.5; // the base map says nothing more beyond
const FIT_ZOOM = 8.5; // one plant alone still shows where it is
const STEP_MS = 200;
const EDGE_PX = 60; // nearer than that to an edge, a marker would be cut

function mercator(degrees: Extent): Extent {
  return transformExtent(degrees, "EPSG:4326", "EPSG:3857");
}

function placeOf(plant: PlantEntry): Coordinate {
  return fromLonLat([plant.longitude, plant.latitude]);
}

function width(extent: Extent): number {
  return (extent[2] ?? 0) - (extent[0] ?? 0);
}

/** Whole France, unless the plants of the map are all in one part of it, or elsewhere. */
function wholeExtent(plants: readonly PlantEntry[]): Extent {
  const places = plants.map(placeOf);
  const near = places.filter((place) => containsCoordinate(DRAWN, place));
  const shown = boundingExtent(near.length > 0 ? near : places);
  if (places.length === 0) return FRANCE;
  if (near.length > 0 && width(shown) > width(FRANCE) / 3) return extend(shown, FRANCE);
  return shown;
}

function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class PlantMap {
  readonly ol: OlMap;
  readonly #whole: Extent;

  constructor(target: HTMLElement, plants: readonly PlantEntry[], baseMap: string) {
    this.#whole = wholeExtent(plants);
    const places = plants.map(placeOf);
    const allDrawn = places.every((place) => containsCoordinate(DRAWN, place));
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
      layers: [baseMapLayer(baseMap)],
      view: new View({
        center: [0, 0],
        zoom: 5,
        maxZoom: NEAREST_ZOOM,
        enableRotation: false,
        ...(allDrawn ? { extent: DRAWN } : {}),
      }),
    });
    this.showWhole(0);
  }

  showWhole(duration = STEP_MS * 2): void {
    const [wide = 0] = this.ol.getSize() ?? [];
    this.ol.getView().fit(this.#whole, {
      padding: wide < NARROW_PX ? PADDING.narrow : PADDING.wide,
      maxZoom: FIT_ZOOM,
      size: this.ol.getSize(),
      duration: calm() ? 0 : duration,
    });
  }

  /** Goes to these plants, as near as shows them all. */
  showPlants(plants: readonly PlantEntry[]): void {
    if (plants.length === 0) return;
    const [wide = 0] = this.ol.getSize() ?? [];
    this.ol.getView().fit(boundingExtent(plants.map(placeOf)), {
      padding: wide < NARROW_PX ? PADDING.narrow : PADDING.wide,
      maxZoom: plants.length === 1 ? FIT_ZOOM : NEAREST_ZOOM,
      size: this.ol.getSize(),
      duration: calm() ? 0 : STEP_MS * 2,
    });
  }

  /** Zooms around the middle, or around the plant that is being looked at. */
  zoomBy(steps: number, plant: PlantEntry | null): void {
    const view = this.ol.getView();
    const anchor = plant ? placeOf(plant) : view.getCenter();
    const zoom = view.getConstrainedZoom((view.getZoom() ?? 0) + steps) ?? 0;
    if (anchor) view.animate({ zoom, anchor, duration: calm() ? 0 : STEP_MS });
  }

  /**
   * Brings a plant into sight, without a needless move: only when it is near an edge or outside.
   * coveredPx: how much of the map's lower part something else hides.
   */
  reveal(plant: PlantEntry, coveredPx = 0): void {
    const view = this.ol.getView();
    const size = this.ol.getSize();
    if (!size) return;
    const place = placeOf(plant);
    const [left = 0, bottom = 0, right = 0, top = 0] = view.calculateExtent(size);
    const resolution = view.getResolution() ?? 0;
    const margin = resolution * EDGE_PX;
    const covered = resolution * coveredPx;
    const inner = [left + margin, bottom + covered + margin / 2, right - margin, top - margin];
    if (containsCoordinate(inner, place)) return;
    const center = [place[0] ?? 0, (place[1] ?? 0) - covered / 2];
    if (calm()) view.setCenter(center);
    else view.animate({ center, duration: STEP_MS * 2 });
  }
}
