import { expect, test } from "vitest";
import sample from "../../../tests/samples/totals.json";
import { type Part, scaleOf, totalOf } from "./total";

test.each(sample.cases)("$name: as on the server", ({ parts, sums, ...counts }) => {
  const {
    sums: found,
    states,
    ...total
  } = totalOf(parts.map((part) => ({ simulated: false, ...part })) as Part[]);
  const written = found.map((sum) => [sum.quantity, { number: sum.number, ...scaleOf(sum) }]);
  expect(Object.fromEntries(written)).toEqual(sums);
  const { name: _, ...expected } = counts;
  expect(total).toEqual(expected);
  expect([...states.values()].reduce((sum, each) => sum + each, 0)).toBe(parts.length);
});

test("unit and decimals stay while the number moves", () => {
  const scales = [0.1, 999_999, 1_000_001, 84e6].map((number) =>
    scaleOf({ quantity: "power", number, capacity: 84e6 }),
  );
  expect(new Set(scales.map((scale) => JSON.stringify(scale))).size).toBe(1);
});
