// Thins the shapes of a window in one topology, so that borders stay shared, and keeps the arcs that are drawn.
import { merge, mergeArcs, meshArcs } from "topojson-client";
import { topology } from "topojson-server";
import { planarTriangleArea, presimplify } from "topojson-simplify";
import { pack } from "../src/map/packing.ts";

/** Every arc number a geometry uses, without its direction. */
function arcsOf(geometry) {
  if (geometry.geometries) return geometry.geometries.flatMap(arcsOf);
  return (geometry.arcs ?? []).flat(Infinity).map((arc) => (arc < 0 ? ~arc : arc));
}

const isFrench = ({ properties }) => properties.country === "fra";

/** Countries abroad in one piece: where their provinces met, no point would ever be thinned. */
function withoutProvinces(provinces) {
  const whole = topology({ provinces });
  const all = whole.objects.provinces.geometries;
  const abroad = Map.groupBy(
    all.filter((province) => !isFrench(province)),
    ({ properties }) => properties.country,
  );
  const features = [...abroad].map(([country, parts]) => ({
    type: "Feature",
    properties: { country },
    geometry: merge(whole, parts),
  }));
  return {
    type: "FeatureCollection",
    features: [...provinces.features.filter(isFrench), ...features],
  };
}

/** One topology of the shapes, to be thinned as often as one likes. */
export function topologyOf(shapes) {
  const pieces = { ...shapes, provinces: withoutProvinces(shapes.provinces) };
  const whole = presimplify(topology(pieces), planarTriangleArea);
  const provinces = whole.objects.provinces.geometries;
  return {
    whole,
    french: provinces.filter(isFrench),
    ofFrance: new Set(arcsOf({ geometries: provinces.filter(isFrench) })),
    ofWater: new Set([
      ...["lakes", "rivers", "streams"].flatMap((water) => arcsOf(whole.objects[water])),
    ]),
  };
}

/**
 * The arcs on a grid of `step` metres. `least`: the smallest triangle kept, in m², of France, of water, and near France;
 * from `near_m` of `centre` on it grows with the cube of the distance.
 */
function thinned({ whole, ofFrance, ofWater }, { step, least, centre, near_m }) {
  const leastOf = (arc, index) => {
    if (ofFrance.has(index)) return least.france;
    const distance = Math.hypot(arc[0][0] - centre[0], arc[0][1] - centre[1]);
    return (ofWater.has(index) ? least.water : least.near) * Math.max(1, distance / near_m) ** 3;
  };
  return whole.arcs.map((arc, index) => {
    const smallest = leastOf(arc, index);
    const points = [];
    for (const [i, [x, y, weight]] of arc.entries()) {
      if (weight < smallest && i > 0 && i < arc.length - 1) continue;
      const point = [Math.round(x / step), Math.round(y / step)];
      const last = points.at(-1);
      if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
    }
    return points;
  });
}

/** What is drawn, as lists of arc numbers; islets that the grid swallowed are left out. */
function layersOf({ whole, french }, arcs) {
  const { provinces, lakes, rivers, streams } = whole.objects;
  const ringIsSeen = (ring) => {
    const points = ring.flatMap((arc) => arcs[arc < 0 ? ~arc : arc]);
    return new Set(points.map(String)).size > 3;
  };
  const polygons = (geometry) => {
    if (geometry.geometries) return geometry.geometries.flatMap(polygons);
    const list = geometry.type === "Polygon" ? [geometry.arcs] : (geometry.arcs ?? []);
    return list.map((rings) => rings.filter(ringIsSeen)).filter((rings) => rings.length > 0);
  };
  const mesh = (keep) => meshArcs(whole, provinces, keep).arcs;
  const foreign = (a, b) => a.properties.country !== b.properties.country;
  const regional = (a, b) => a.properties.region !== b.properties.region;
  const home = (a, b) => a !== b && isFrench(a) && isFrench(b);
  return {
    land: polygons(mergeArcs(whole, provinces.geometries)),
    france: polygons(mergeArcs(whole, french)),
    lakes: polygons(lakes),
    rivers: rivers.arcs,
    streams: streams.arcs,
    departments: mesh((a, b) => home(a, b) && !regional(a, b)),
    regions: mesh((a, b) => home(a, b) && regional(a, b)),
    borders: mesh((a, b) => foreign(a, b) && !isFrench(a) && !isFrench(b)),
    frontier: mesh((a, b) => foreign(a, b) && (isFrench(a) || isFrench(b))),
  };
}

/** The outlines as they are written into a file: only the arcs that are drawn, numbered anew. */
export function outline(topo, grain) {
  const arcs = thinned(topo, grain);
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
  const layers = Object.fromEntries(
    Object.entries(layersOf(topo, arcs)).map(([name, list]) => [name, walk(list)]),
  );
  const steps = (points) =>
    points.flatMap(([x, y], i) => (i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y]));
  return { step: grain.step, arcs: kept.map((points) => pack(steps(points))), layers };
}
