/** What a file of the base map says: outlines and names, as plain coordinates in Web Mercator metres. */

import { SIDES, type Side } from "./lettering";
import { unpack } from "./packing";

/** Kinds of shapes, from the bottom to the top. */
export const KINDS = [
  "land",
  "france",
  "lakes",
  "streams",
  "rivers",
  "departments",
  "regions",
  "borders",
  "frontier",
] as const;
export type Kind = (typeof KINDS)[number];
export type Point = [number, number];

type Arcs = readonly number[];
type Rings = readonly Arcs[];

/** What `basemap/build.mjs` writes. */
export interface BaseMap {
  /** Metres of the grid. */
  readonly step: number;
  /** Lines of steps from point to point, packed. */
  readonly arcs: readonly string[];
  /** Numbers of arcs; `~i` is arc `i` backwards, as in TopoJSON. */
  readonly layers: Readonly<Record<Kind, readonly (Rings | Arcs)[]>>;
  readonly labels: {
    /** Parted by tabs; "French|English" where they differ. */
    readonly names: string;
    /** Lettering, first level, last level, side, and the steps to the place in x and y, packed. */
    readonly columns: readonly string[];
  };
}

export interface Shape {
  readonly kind: Kind;
  /** Rings of a polygon, or the lines of a network. */
  readonly lines: Point[][];
  readonly closed: boolean;
}

export interface Label {
  /** A row of `LETTERINGS`. */
  readonly lettering: number;
  readonly from: number;
  readonly to: number;
  readonly side: Side;
  readonly at: Point;
  readonly name: { readonly fr: string; readonly en: string };
}

function points(arc: string, step: number): Point[] {
  const steps = unpack(arc);
  const out: Point[] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i + 1 < steps.length; i += 2) {
    x += steps[i] ?? 0;
    y += steps[i + 1] ?? 0;
    out.push([x * step, y * step]);
  }
  return out;
}

function joined(numbers: Arcs, arcs: readonly Point[][]): Point[] {
  const line: Point[] = [];
  for (const number of numbers) {
    const arc = arcs[number < 0 ? ~number : number] ?? [];
    const way = number < 0 ? arc.toReversed() : arc;
    for (const point of line.length ? way.slice(1) : way) line.push(point);
  }
  return line;
}

function isPolygon(shape: Rings | Arcs): shape is Rings {
  return Array.isArray(shape[0]);
}

/** The shapes of a file, the lowest kind first. */
export function shapesOf(map: BaseMap): Shape[] {
  const arcs = map.arcs.map((arc) => points(arc, map.step));
  const shapes: Shape[] = [];
  for (const kind of KINDS) {
    const lines: Point[][] = [];
    for (const shape of map.layers[kind]) {
      if (isPolygon(shape))
        shapes.push({ kind, closed: true, lines: shape.map((ring) => joined(ring, arcs)) });
      else lines.push(joined(shape, arcs));
    }
    if (lines.length) shapes.push({ kind, closed: false, lines });
  }
  return shapes;
}

/** The names of a file, the weightiest first. */
export function labelsOf({ labels, step }: BaseMap): Label[] {
  const [lettering = [], from = [], to = [], side = [], dx = [], dy = []] =
    labels.columns.map(unpack);
  let [x, y] = [0, 0];
  return labels.names.split("\t").map((name, i) => {
    x += dx[i] ?? 0;
    y += dy[i] ?? 0;
    const [fr = "", en = fr] = name.split("|");
    return {
      lettering: lettering[i] ?? 0,
      from: from[i] ?? 0,
      to: to[i] ?? 0,
      side: SIDES[side[i] ?? 0] ?? "right",
      at: [x * step, y * step],
      name: { fr, en },
    };
  });
}
