/** A reading to test with: the brief's plant, live, 3 s old. */

import type { Reading } from "./reading";

export const NOW_MS = Date.parse("2024-01-15T13:05:03Z");

export function sample(changes: Partial<Reading> = {}): Reading {
  return {
    plant: "centrale-marseille",
    state: "live",
    reason: null,
    values: [{ quantity: "power", value: 15.8, unit: "MW" }],
    measured_at: null,
    clock: "server",
    received_at: "2024-01-15T13:05:00Z",
    at: "2024-01-15T13:05:00Z",
    interval_s: 5,
    stale_after_s: 15,
    ...changes,
  };
}
