/** Units that can be added: their factor to the base unit, as in `src/quelia/domain/unit.py`. */

const FACTORS: Record<string, readonly [base: string, factor: number]> = {
  W: ["W", 1],
  kW: ["W", 1e3],
  MW: ["W", 1e6],
  GW: ["W", 1e9],
  "Nm³/h": ["Nm³/h", 1],
};

/** The number in `base`; null where the unit is of something else, or has no factor. */
export function inBase(value: number, unit: string, base: string): number | null {
  const known = Object.hasOwn(FACTORS, unit) ? FACTORS[unit] : undefined;
  return known && known[0] === base ? value * known[1] : null;
}

/** A number of base units in `unit`. */
export function fromBase(number: number, unit: string): number {
  return number / (FACTORS[unit]?.[1] ?? 1);
}
