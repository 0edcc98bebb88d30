/**
 * Where something stands, as people write it: degrees with a point or a comma, or degrees, minutes and seconds.
 * The server reads the same (src/quelia/domain/place.py); tests/samples/places.json is for both.
 */

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

interface Angle {
  readonly value: number;
  /** N, S, E, W or O (ouest); "" where none stands beside it. */
  readonly letter: string;
}

const NUMBER = "[0-9]{1,3}(?:[.,][0-9]{1,20})?";
const PART = "[0-9]{1,2}(?:[.,][0-9]{1,20})?";
const ANGLE =
  `([+-]?${NUMBER})\\s*(?:[°º]\\s*` +
  `(?:(${PART})\\s*['’′]\\s*(?:(${PART})\\s*(?:["”″]|'')\\s*)?)?)?`;
const BETWEEN = "(?:\\s*[;,/]\\s*|\\s+|(?<=[NSEWO]))";
// the letter stands before the angle, or behind it, or nowhere; within one text always at the same side
const SIDES = [
  { one: `([NSEWO])\\s*${ANGLE}`, letterFirst: true },
  { one: `${ANGLE}([NSEWO])?`, letterFirst: false },
].map(({ one, letterFirst }) => ({
  letterFirst,
  single: new RegExp(`^${one}$`, "i"),
  pair: new RegExp(`^${one}${BETWEEN}${one}$`, "i"),
}));
const GROUPS = 4; // of one angle with its letter

function decimal(text: string | undefined): number {
  return Number((text ?? "0").replace(",", "."));
}

function angle(groups: readonly (string | undefined)[], letterFirst: boolean): Angle | null {
  const [degrees = "", minutes, seconds] = letterFirst ? groups.slice(1) : groups;
  const letter = ((letterFirst ? groups[0] : groups[GROUPS - 1]) ?? "").toUpperCase();
  if (letter && /^[+-]/.test(degrees)) return null;
  const parts = [decimal(minutes), decimal(seconds)] as const;
  if (Math.max(...parts) >= 60) return null;
  const size = decimal(degrees.replace(/^[+-]/, "")) + parts[0] / 60 + parts[1] / 3600;
  const value = degrees.startsWith("-") || "SWO".includes(letter || "-") ? -size : size;
  return { value: Math.round(value * 1e6) / 1e6, letter };
}

/** One coordinate; null for what is none. */
export function degree(text: string): number | null {
  for (const { single, letterFirst } of SIDES) {
    const found = single.exec(text.trim());
    if (found) return angle(found.slice(1), letterFirst)?.value ?? null;
  }
  return null;
}

/** A place out of one text, latitude first unless letters say otherwise; null for what is no pair. */
export function pair(text: string): Place | null {
  const bare = text
    .trim()
    .replace(/^(?:geo:|[([])+|[)\]]+$/gi, "")
    .trim();
  for (const { pair: both, letterFirst } of SIDES) {
    const found = both.exec(bare);
    if (!found) continue;
    const first = angle(found.slice(1, GROUPS + 1), letterFirst);
    const second = angle(found.slice(GROUPS + 1), letterFirst);
    return first && second && ordered(first, second);
  }
  return null;
}

function ordered(first: Angle, second: Angle): Place | null {
  const eastern = ({ letter }: Angle) => letter !== "" && "EWO".includes(letter);
  const northern = ({ letter }: Angle) => letter !== "" && "NS".includes(letter);
  const [a, b] = eastern(first) || northern(second) ? [second, first] : [first, second];
  return eastern(a) || northern(b) ? null : { latitude: a.value, longitude: b.value };
}

export type Doubt = "range" | "swapped" | "far";

/** What is odd about a place; null for nothing. isFrench: whether a longitude and a latitude are in or near France. */
export function doubt(
  { latitude, longitude }: Place,
  isFrench: (longitude: number, latitude: number) => boolean,
): Doubt | null {
  if (isFrench(longitude, latitude)) return null;
  if (isFrench(latitude, longitude)) return "swapped";
  return Math.abs(latitude) > 90 || Math.abs(longitude) > 180 ? "range" : "far";
}
