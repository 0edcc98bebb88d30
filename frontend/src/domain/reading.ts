/** What one plant said at one instant, as the public JSON gives it. */

export const STATES = [
  "none",
  "waiting",
  "live",
  "stale",
  "no_production",
  "error",
  "paused",
] as const;
export type State = (typeof STATES)[number];

/** Why an element shows an error, where it is no plant's: nothing of the server says so. */
export const UNKNOWN = "unknown"; // the server knows no such plant
export const UNREACHED = "service"; // the server itself is not reached

export interface Value {
  readonly quantity: string;
  readonly value: number;
  readonly unit: string;
  /** Only where they differ from the plant's. */
  readonly state?: State;
  readonly measured_at?: string | null;
}

export interface Reading {
  readonly plant: string;
  readonly state: State;
  readonly reason: string | null;
  readonly values: readonly Value[];
  readonly measured_at: string | null;
  readonly clock: "plant" | "server";
  readonly received_at: string | null;
  /** Server time at which this was written: what corrects a wrong browser clock. */
  readonly at: string;
  readonly interval_s: number;
  readonly stale_after_s: number;
  /** The quantity that the state is about, where a plant has several that could be. */
  readonly main?: string;
  /** Why the display is paused, in the operator's words. */
  readonly wording?: string;
  readonly simulated?: true;
}

const MAIN_QUANTITIES = ["power", "gas_flow"];

function isMain({ main }: Reading, { quantity }: Value): boolean {
  return main === undefined ? MAIN_QUANTITIES.includes(quantity) : quantity === main;
}

/** Reads one `data:` line of the stream. Returns null for anything that is not a reading. */
export function parseReading(line: string): Reading | null {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof read !== "object" || read === null) return null;
  const { plant, state, values, at } = read as Partial<Reading>;
  const known = typeof plant === "string" && STATES.includes(state as State);
  return known && Array.isArray(values) && typeof at === "string" ? (read as Reading) : null;
}

/** When the values were measured, in ms since 1970, or null if there is none. */
export function instantMs(reading: Reading): number | null {
  const text = reading.clock === "plant" ? reading.measured_at : reading.received_at;
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? null : ms;
}

/** Age in seconds, never negative: clocks of plants run ahead too. */
export function ageS(reading: Reading, nowMs: number): number | null {
  const instant = instantMs(reading);
  return instant === null ? null : Math.max(0, (nowMs - instant) / 1000);
}

/** The state a visitor may see now: what is old stops being live, even when nobody says so. */
export function shownState(reading: Reading, nowMs: number): State {
  if (reading.state !== "live" && reading.state !== "no_production") return reading.state;
  const age = ageS(reading, nowMs);
  return age !== null && age > reading.stale_after_s ? "stale" : reading.state;
}

/** The value of the plant's main quantity, absent while there is none to show. */
export function mainValue(reading: Reading): Value | undefined {
  return reading.values.find((entry) => isMain(reading, entry));
}

/** The further values that are fresh enough to stand beside the main one. */
export function otherValues(reading: Reading): Value[] {
  return reading.values.filter((entry) => {
    const state = entry.state ?? reading.state;
    return !isMain(reading, entry) && (state === "live" || state === "no_production");
  });
}
