import { expect, test } from "vitest";
import { ageS, mainValue, otherValues, parseReading, shownState } from "./reading";
import { NOW_MS, sample } from "./samples";

test("a live reading stays live until it is older than stale_after_s", () => {
  expect(shownState(sample(), NOW_MS)).toBe("live");
  expect(shownState(sample(), NOW_MS + 12_000)).toBe("live");
  expect(shownState(sample(), NOW_MS + 12_001)).toBe("stale");
});

test("no production becomes old like production does", () => {
  expect(shownState(sample({ state: "no_production" }), NOW_MS + 60_000)).toBe("stale");
});

test.each(["error", "paused", "waiting", "none", "stale"] as const)("%s does not age", (state) => {
  expect(shownState(sample({ state }), NOW_MS + 3_600_000)).toBe(state);
});

test("the age counts from the plant's clock only where that clock is trusted", () => {
  const measured_at = "2024-01-15T13:04:00Z";
  expect(ageS(sample({ measured_at }), NOW_MS)).toBe(3);
  expect(ageS(sample({ measured_at, clock: "plant" }), NOW_MS)).toBe(63);
});

test("a plant whose clock runs ahead is not measured in the future", () => {
  const reading = sample({ clock: "plant", measured_at: "2024-01-15T13:05:09Z" });
  expect(ageS(reading, NOW_MS)).toBe(0);
});

test("the main value is that of the quantity that the state is about, and no other", () => {
  const flow = { quantity: "gas_flow", value: 312, unit: "Nm³/h" };
  const power = { quantity: "power", value: 2, unit: "MW" };
  expect(mainValue(sample({ values: [flow, power], main: "power" }))).toBe(power);
  expect(mainValue(sample({ values: [flow] }))).toBe(flow);
  expect(mainValue(sample({ values: [flow], main: "power" }))).toBeUndefined();
  expect(mainValue(sample({ values: [] }))).toBeUndefined();
});

test("a further value is shown only while it is fresh itself", () => {
  const fresh = { quantity: "temperature", value: 31, unit: "°C" };
  const old = { quantity: "wind_speed", value: 4, unit: "m/s", state: "stale" as const };
  expect(otherValues(sample({ values: [fresh, old] }))).toEqual([fresh]);
  expect(otherValues(sample({ state: "error", values: [fresh] }))).toEqual([]);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"plant":"a"}',
  '{"plant":"a","state":"odd","values":[],"at":""}',
])("%j is not a reading", (line) => {
  expect(parseReading(line)).toBeNull();
});

test("a reading of the stream is read", () => {
  expect(parseReading(JSON.stringify(sample()))).toEqual(sample());
});
