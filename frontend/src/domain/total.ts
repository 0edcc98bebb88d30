/** What the plants of a map, or a part of them, give together; the twin of `src/quelia/domain/total.py`. */

import type { State } from "./reading";
import { fromBase, inBase } from "./unit";

export const BASES: Readonly<Record<string, string>> = { power: "W", gas_flow: "Nm³/h" };
const STEPS: readonly (readonly [least: number, unit: string])[] = [
  [1e11, "GW"], // 1.2 GW is read more easily as 1,200 MW
  [1e6, "MW"],
  [1e3, "kW"],
];

/** One plant of a total. main: the quantity its state is about, "" where it has no source. */
export interface Part {
  readonly main: string;
  /** In the base unit of `main`; 0 where it is not known. */
  readonly capacity: number;
  readonly state: State;
  /** As shown, in `unit`; null where no value is. */
  readonly value: number | null;
  readonly unit: string;
  /** Whether nobody measured it, among those that somebody did: it is shown, and not added. */
  readonly simulated: boolean;
}

export interface Sum {
  readonly quantity: string;
  /** In the base unit; null while no plant of it reports, since 0 would be a claim. */
  readonly number: number | null;
  readonly capacity: number;
}

export interface Total {
  readonly sums: readonly Sum[];
  readonly reporting: number;
  readonly connected: number;
  readonly unsummed: number;
  readonly simulated: number;
  readonly states: ReadonlyMap<State, number>;
}

function reports({ state }: Part): boolean {
  return state === "live" || state === "no_production";
}

/** What a part adds, 0 for what it draws for itself; null where its unit cannot be added. */
function added({ main, value, unit }: Part): number | null {
  if (value === null) return 0;
  const number = inBase(value, unit, BASES[main] ?? "");
  return number === null ? null : Math.max(0, number);
}

function sumOf(quantity: string, parts: readonly Part[]): Sum {
  const of = parts.filter(({ main }) => main === quantity);
  const numbers = of
    .filter((part) => reports(part) && !part.simulated)
    .map(added)
    .filter((each) => each !== null);
  return {
    quantity,
    number: numbers.length ? numbers.reduce((sum, each) => sum + each, 0) : null,
    capacity: of.reduce((sum, each) => sum + each.capacity, 0),
  };
}

/** Sums what is fresh; what is old or failing counts not at all. */
export function totalOf(parts: readonly Part[]): Total {
  const connected = parts.filter(({ main }) => main !== "");
  const reporting = connected.filter(reports);
  const states = new Map<State, number>();
  for (const { state } of parts) states.set(state, (states.get(state) ?? 0) + 1);
  return {
    sums: Object.keys(BASES)
      .filter((quantity) => connected.some(({ main }) => main === quantity))
      .map((quantity) => sumOf(quantity, connected)),
    reporting: reporting.length,
    connected: connected.length,
    unsummed: reporting.filter((part) => !part.simulated && added(part) === null).length,
    simulated: reporting.filter(({ simulated }) => simulated).length,
    states,
  };
}

/** The unit and decimals of a sum: they follow from the capacity, so that they stay while the number moves. */
export function scaleOf({ quantity, number, capacity }: Sum): { unit: string; decimals: number } {
  const base = BASES[quantity] ?? "";
  const size = capacity || Math.abs(number ?? 0);
  const step = base === "W" ? STEPS.find(([least]) => size >= least) : undefined;
  const unit = step?.[1] ?? base;
  const scaled = fromBase(size, unit);
  return { unit, decimals: scaled >= 1000 ? 0 : scaled >= 10 ? 1 : 2 };
}
