/** How names are written on the ground, from the loudest to the quietest. No DOM here: the build leaves room by it. */

export interface Lettering {
  readonly kind: "sea" | "country" | "region" | "department" | "isle" | "town";
  readonly size_px: number;
  readonly weight: 400 | 500 | 600;
  readonly italic?: true;
  /** Capitals, set wide: for what has an area. */
  readonly spaced?: true;
  /** Radius of a town's dot. */
  readonly dot_px?: number;
}

/** Who comes first has the better right to a place. */
export const LETTERINGS: readonly Lettering[] = [
  { kind: "town", size_px: 14, weight: 600, dot_px: 3.4 }, // the capital
  { kind: "sea", size_px: 14, weight: 400, italic: true, spaced: true },
  { kind: "town", size_px: 13, weight: 500, dot_px: 2.9 }, // chief town of a region, or a large one
  { kind: "country", size_px: 12, weight: 500, spaced: true },
  { kind: "town", size_px: 12, weight: 500, dot_px: 2.5 }, // chief town of a department
  { kind: "region", size_px: 11, weight: 500, spaced: true },
  { kind: "sea", size_px: 12, weight: 400, italic: true },
  { kind: "department", size_px: 10.5, weight: 500, spaced: true },
  { kind: "isle", size_px: 11.5, weight: 400, italic: true },
  { kind: "town", size_px: 11.5, weight: 400, dot_px: 2 },
  { kind: "town", size_px: 11, weight: 400, dot_px: 1.6 },
];

/** The rows by what they are for. */
export const ROW = {
  capital: 0,
  sea: 1,
  large: 2,
  country: 3,
  chief: 4,
  region: 5,
  water: 6,
  department: 7,
  isle: 8,
  middle: 9,
  small: 10,
} as const;

/** Zoom levels are counted in halves from here: level 0 is zoom 4. */
const FIRST_ZOOM = 4;
const STEPS_PER_ZOOM = 2;
export const LAST_LEVEL = 14; // zoom 11

export function zoomOf(level: number): number {
  return FIRST_ZOOM + level / STEPS_PER_ZOOM;
}

const WHOLE_WORLD_M = 156_543.033_928; // metres a pixel at zoom 0, in Web Mercator

export function levelOf(zoom: number): number {
  return (zoom - FIRST_ZOOM) * STEPS_PER_ZOOM;
}

/** Metres a pixel at a zoom. */
export function resolutionOf(zoom: number): number {
  return WHOLE_WORLD_M / 2 ** zoom;
}

export function zoomAt(resolution: number): number {
  return Math.log2(WHOLE_WORLD_M / resolution);
}

/** Where a name stands beside its dot. */
export const SIDES = ["right", "left", "above", "below", "middle"] as const;
export type Side = (typeof SIDES)[number];

/** From a dot's rim to its name. */
export const GAP_PX = 5;
