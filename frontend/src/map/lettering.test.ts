import { expect, test } from "vitest";
import { LETTERINGS, levelOf, ROW, resolutionOf, zoomAt, zoomOf } from "./lettering";

test("zooms, levels and resolutions say the same", () => {
  expect(levelOf(zoomOf(7))).toBe(7);
  expect(zoomAt(resolutionOf(6.5))).toBeCloseTo(6.5);
  expect(resolutionOf(0) / resolutionOf(1)).toBe(2);
});

test("every row has a name, and among towns the weightier is written larger", () => {
  expect(Object.values(ROW)).toEqual(LETTERINGS.map((_, row) => row));
  const sizes = LETTERINGS.filter(({ kind }) => kind === "town").map(({ size_px }) => size_px);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});
