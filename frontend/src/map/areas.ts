/** The parts of France one can look at: the mainland, and the departments overseas. No DOM here: the build reads it too. */

/** West, south, east, north, in degrees. */
export type Degrees = readonly [number, number, number, number];

export interface Area {
  readonly slug: string;
  /** What fills the screen when one goes there. */
  readonly extent: Degrees;
  /** How far the ground is drawn, and so how far one can move from there. */
  readonly drawn: Degrees;
}

const ANTILLES: Degrees = [-64.6, 12.9, -58.4, 17.9];

export const AREAS = [
  {
    slug: "metropole",
    extent: [-5.2, 41.3, 9.7, 51.2],
    drawn: [-24, 33, 30, 61],
  },
  {
    slug: "guadeloupe",
    extent: [-61.85, 15.8, -60.98, 16.55],
    drawn: ANTILLES,
  },
  {
    slug: "martinique",
    extent: [-61.27, 14.36, -60.78, 14.92],
    drawn: ANTILLES,
  },
  {
    slug: "guyane",
    extent: [-54.65, 2.05, -51.55, 5.85],
    drawn: [-61.5, -2.5, -45.5, 10.5],
  },
  {
    slug: "la-reunion",
    extent: [55.12, -21.44, 55.98, -20.83],
    drawn: [52.6, -23.4, 59, -18.6],
  },
  {
    slug: "mayotte",
    extent: [44.98, -13.03, 45.34, -12.61],
    drawn: [42, -15.2, 49, -10.4],
  },
] as const satisfies readonly Area[];

export const MAINLAND: Area = AREAS[0];

function holds([west, south, east, north]: Degrees, longitude: number, latitude: number): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}

function away(area: Area, longitude: number, latitude: number): number {
  const [west, south, east, north] = area.extent;
  return Math.hypot((west + east) / 2 - longitude, (south + north) / 2 - latitude);
}

/** The area whose ground is below a place; the nearer one where two share it; null where nothing is drawn. */
export function areaAt(longitude: number, latitude: number): Area | null {
  const near = AREAS.filter(({ drawn }) => holds(drawn, longitude, latitude));
  near.sort((a, b) => away(a, longitude, latitude) - away(b, longitude, latitude));
  return near[0] ?? null;
}

export function areaOf(slug: string): Area | null {
  return AREAS.find((area) => area.slug === slug) ?? null;
}

const NEAR_DEGREES = 1; // at sea too there are plants

/** Whether a place is in a part of France, or just off its coast. */
export function isFrench(longitude: number, latitude: number): boolean {
  return AREAS.some(({ extent: [west, south, east, north] }) =>
    holds(
      [west - NEAR_DEGREES, south - NEAR_DEGREES, east + NEAR_DEGREES, north + NEAR_DEGREES],
      longitude,
      latitude,
    ),
  );
}
