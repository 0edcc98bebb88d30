/** What of the map is to be seen: places, areas and plants in the map's own metres, and the room around them. */

import type { Coordinate } from "ol/coordinate.js";
import { boundingExtent, type Extent, extend, getWidth } from "ol/extent.js";
import { fromLonLat, transformExtent } from "ol/proj.js";
import type { Size } from "ol/size.js";
import { type Area, areaAt, type Degrees, MAINLAND } from "./areas";
import type { PlantEntry } from "./plants";

// Room for the markers, which stand above their place; on a small map the land needs it more.
const AROUND_LAND: Record<"wide" | "narrow" | "low", Room> = {
  wide: [76, 68, 36, 68],
  narrow: [60, 44, 24, 60],
  low: [40, 68, 12, 68],
};
const AROUND_PLANTS: Room = [60, 72, 84, 72]; // half a marker on either side, and the buttons below
export const NARROW_PX = 600;
const LOW_PX = 480;

const FRANCE: Extent = mercator(MAINLAND.extent);

export function mercator([west, south, east, north]: Degrees): Extent {
  return transformExtent([west, south, east, north], "EPSG:4326", "EPSG:3857");
}

export function placeOf(plant: PlantEntry): Coordinate {
  return fromLonLat([plant.longitude, plant.latitude]);
}

/** The area to begin with: the mainland, unless no plant is there. */
export function homeOf(plants: readonly PlantEntry[]): Area | null {
  const areas = plants.map(({ longitude, latitude }) => areaAt(longitude, latitude));
  if (areas.length === 0 || areas.includes(MAINLAND)) return MAINLAND;
  return areas[0] ?? null;
}

/** What of an area is shown at first: the whole of it, unless its plants are all in one part of the mainland. */
export function wholeExtent(area: Area | null, plants: readonly PlantEntry[]): Extent {
  const inArea = plants.filter(({ longitude, latitude }) => areaAt(longitude, latitude) === area);
  if (area && (area !== MAINLAND || inArea.length === 0)) return mercator(area.extent);
  const shown = boundingExtent(inArea.map(placeOf));
  if (area && getWidth(shown) > getWidth(FRANCE) / 3) return extend(shown, FRANCE);
  return shown;
}

/** Top, right, bottom and left of what is shown, in pixels. A small frame has no room for room. */
export type Room = [top: number, right: number, bottom: number, left: number];

function within(size: Size, [top, right, bottom, left]: Room): Room {
  const share = Math.min(1, (size[1] ?? 0) / 2 / (top + bottom));
  return [top * share, right, bottom * share, left];
}

export function roomAroundLand(size: Size): Room {
  const [wide = 0, high = 0] = size;
  return within(size, AROUND_LAND[wide < NARROW_PX ? "narrow" : high < LOW_PX ? "low" : "wide"]);
}

export function roomAroundPlants(size: Size): Room {
  return within(size, AROUND_PLANTS);
}

/** How many pixels there are for what is shown, beside that room. */
export function inner(size: Size, [top, right, bottom, left]: Room): Size {
  const [wide = 0, high = 0] = size;
  return [Math.max(1, wide - left - right), Math.max(1, high - top - bottom)];
}
