// Names of areas: regions and departments, each with the places inside where its name may stand.
import { LAST_LEVEL, LETTERINGS, ROW, resolutionOf, zoomOf } from "../src/map/lettering.ts";
import { widthOf } from "./labels.mjs";

const GRID = 14; // places tried across an area
const PLACES = 24; // of them kept, the ones nearest to its middle
const MAY_OVERHANG = 1.05; // a name may be that much wider than its area

function extentOf(polygons) {
  const points = polygons.flat(2);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const least = (list) => list.reduce((a, b) => Math.min(a, b));
  const most = (list) => list.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs), most(ys)];
}

function ringHolds(ring, [x, y]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function middleOf(ring) {
  let [area, x, y] = [0, 0, 0];
  for (let i = 0; i + 1 < ring.length; i++) {
    const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    area += cross;
    x += (ring[i][0] + ring[i + 1][0]) * cross;
    y += (ring[i][1] + ring[i + 1][1]) * cross;
  }
  return { area: Math.abs(area / 2), at: [x / (3 * area), y / (3 * area)] };
}

/** Places inside, the nearest to the middle first. */
function placesIn(polygons) {
  const rings = polygons.map(([outer]) => outer);
  const middles = rings.map(middleOf);
  const whole = middles.reduce((sum, { area }) => sum + area, 0);
  const centre = [0, 1].map(
    (axis) => middles.reduce((sum, { area, at }) => sum + at[axis] * area, 0) / whole,
  );
  const [left, bottom, right, top] = extentOf(polygons);
  const places = [centre];
  for (let i = 1; i < GRID; i++)
    for (let j = 1; j < GRID; j++)
      places.push([left + ((right - left) * i) / GRID, bottom + ((top - bottom) * j) / GRID]);
  const away = ([x, y]) => Math.hypot(x - centre[0], y - centre[1]);
  return places
    .filter((place) => rings.some((ring) => ringHolds(ring, place)))
    .sort((a, b) => away(a) - away(b))
    .slice(0, PLACES);
}

/** The first level at which the name is no wider than its area. */
function fitsFrom(name, lettering, [left, , right]) {
  const wide = widthOf(name, LETTERINGS[lettering]);
  for (let level = 0; level <= LAST_LEVEL; level++)
    if (wide <= ((right - left) / resolutionOf(zoomOf(level))) * MAY_OVERHANG) return level;
  return LAST_LEVEL;
}

/** Long names take two lines, as on a printed map. */
export function inLines(name) {
  if (name.length < 13) return name;
  const breaks = [...name.matchAll(/-(?=\p{Lu})| /gu)].map((match) => match.index + 1);
  const best = breaks.sort((a, b) => Math.abs(a - name.length / 2) - Math.abs(b - name.length / 2));
  if (best.length === 0) return name;
  return `${name.slice(0, best[0]).trimEnd()}\n${name.slice(best[0])}`;
}

function areaLabels(lettering, areas) {
  return [...areas].map(([name, polygons]) => {
    const text = inLines(name);
    const from = fitsFrom(text, lettering, extentOf(polygons));
    const places = placesIn(polygons);
    return { lettering, fr: text, en: text, at: places[0], places, from };
  });
}

/** Labels of French regions and departments, from the provinces of `shapes`. */
export function areas({ provinces }) {
  const french = provinces.features.filter(({ properties }) => properties.country === "fra");
  const regions = new Map();
  const departments = new Map();
  for (const { properties, geometry } of french) {
    departments.set(properties.name, geometry.coordinates);
    regions.set(properties.region, [
      ...(regions.get(properties.region) ?? []),
      ...geometry.coordinates,
    ]);
  }
  regions.delete("Corse"); // its island says so
  return [...areaLabels(ROW.region, regions), ...areaLabels(ROW.department, departments)];
}
