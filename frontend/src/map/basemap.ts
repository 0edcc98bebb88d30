/** The base map: fetched once from our own origin, drawn on a canvas below the plants. */

import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import MultiLineString from "ol/geom/MultiLineString.js";
import Polygon from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import { KINDS, type Kind, onPaletteChange, styleOf } from "./palette";

type Arcs = readonly number[];
type Rings = readonly Arcs[];

/** What `basemap/build.mjs` writes: arcs of whole numbers, as steps from point to point. */
export interface BaseMap {
  readonly step: number;
  readonly arcs: readonly (readonly number[])[];
  readonly layers: Readonly<Record<Kind, readonly (Rings | Arcs)[]>>;
}

type Point = [number, number];

function points(arc: readonly number[], step: number): Point[] {
  const out: Point[] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i + 1 < arc.length; i += 2) {
    x += arc[i] ?? 0;
    y += arc[i + 1] ?? 0;
    out.push([x * step, y * step]);
  }
  return out;
}

/** Joins arcs end to end; `~i` is arc `i` backwards, as in TopoJSON. */
function joined(numbers: Arcs, arcs: readonly Point[][]): Point[] {
  const line: Point[] = [];
  for (const number of numbers) {
    const arc = arcs[number < 0 ? ~number : number] ?? [];
    const way = number < 0 ? arc.toReversed() : arc;
    line.push(...(line.length ? way.slice(1) : way));
  }
  return line;
}

function isPolygon(shape: Rings | Arcs): shape is Rings {
  return Array.isArray(shape[0]);
}

/** Turns the file into shapes in Web Mercator metres, each with its kind. */
export function featuresOf(map: BaseMap): Feature<Geometry>[] {
  const arcs = map.arcs.map((arc) => points(arc, map.step));
  const features: Feature<Geometry>[] = [];
  for (const kind of KINDS) {
    const shapes = map.layers[kind];
    const lines: Point[][] = [];
    for (const shape of shapes) {
      if (isPolygon(shape)) {
        const rings = shape.map((ring) => joined(ring, arcs));
        features.push(new Feature({ geometry: new Polygon(rings), kind }));
      } else {
        lines.push(joined(shape, arcs));
      }
    }
    if (lines.length) features.push(new Feature({ geometry: new MultiLineString(lines), kind }));
  }
  return features;
}

/** The layer, empty until its file has come. Without it the plants still stand where they are. */
export function baseMapLayer(address: string): VectorLayer {
  const source = new VectorSource<Feature<Geometry>>();
  const layer = new VectorLayer({
    source,
    style: (feature, resolution) => styleOf(feature.get("kind"), resolution),
    renderBuffer: 300,
    updateWhileAnimating: true,
    updateWhileInteracting: true,
  });
  fetch(address)
    .then((answer) =>
      answer.ok ? answer.json() : Promise.reject(new Error(`base map: ${answer.status}`)),
    )
    .then((map: BaseMap) => source.addFeatures(featuresOf(map)))
    .catch(() => source.clear());
  onPaletteChange(() => layer.changed());
  return layer;
}
