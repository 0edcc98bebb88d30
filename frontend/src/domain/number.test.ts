import { expect, test } from "vitest";
import { decimalsOf, formatNumber, Widths } from "./number";

test.each([
  [42.5, 1],
  [42, 0],
  [42.125, 2],
  [1e-7, 2],
  [1e21, 0],
  [-0.25, 2],
])("%d has %d decimals to show", (value, decimals) => {
  expect(decimalsOf(value)).toBe(decimals);
});

test("numbers follow the language of the page", () => {
  expect(formatNumber(42.5, 1, "fr")).toBe("42,5");
  expect(formatNumber(42.5, 1, "en")).toBe("42.5");
  expect(formatNumber(12345.6, 1, "fr")).toBe("12\u202f345,6");
});

test("decimals once shown stay, so that nothing jumps", () => {
  const widths = new Widths();
  expect(widths.decimals("a", 16)).toBe(0);
  expect(widths.decimals("a", 15.8)).toBe(1);
  expect(widths.decimals("a", 16)).toBe(1);
  expect(widths.decimals("b", 16)).toBe(0);
});
