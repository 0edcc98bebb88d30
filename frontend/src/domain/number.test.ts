import { expect, test } from "vitest";
import { decimalsOf, formatNumber, Widths } from "./number";

test.each([
  [42.5, 1],
  [42, 0],
  [42.125, 2],
  [1e-7, 2],
  [1e-6, 6],
  [0.004, 3],
  [0.001, 3],
  [-0.0023, 3],
  [0.005, 2],
  [0, 0],
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

test("what is something is never written as nothing, and zero has no sign", () => {
  expect(formatNumber(0.004, 3, "fr")).toBe("0,004");
  expect(formatNumber(-0.004, 2, "fr")).toBe("0,00");
  expect(formatNumber(-0, 0, "fr")).toBe("0");
  expect(formatNumber(-1.5, 1, "fr")).toBe("\u22121,5");
});

test("a moment of very little leaves no decimals behind", () => {
  const widths = new Widths();
  expect(widths.decimals("a", 0.00012)).toBe(4);
  expect(widths.decimals("a", 15.8)).toBe(2);
});

test("decimals once shown stay, so that nothing jumps", () => {
  const widths = new Widths();
  expect(widths.decimals("a", 16)).toBe(0);
  expect(widths.decimals("a", 15.8)).toBe(1);
  expect(widths.decimals("a", 16)).toBe(1);
  expect(widths.decimals("b", 16)).toBe(0);
});
