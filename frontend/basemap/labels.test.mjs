import { expect, test } from "vitest";
import { LAST_LEVEL, ROW } from "../src/map/lettering.ts";
import { placed } from "./labels.mjs";

const named = (lettering, name, at) => ({ lettering, at, fr: name, en: name });

test("of two names in one place the weightier is seen first, the other when there is room", () => {
  const far = named(ROW.large, "Lille", [0, 0]);
  const near = named(ROW.chief, "Roubaix", [12_000, 6_000]);
  const [first, second] = placed([far, near]);
  expect([first.fr, first.from]).toEqual(["Lille", 1]);
  expect(second.from).toBeGreaterThan(8);
});

test("a name that never has room is left out", () => {
  const crowd = Array.from({ length: 9 }, (_, i) => named(ROW.small, `Quartier ${i}`, [i, i]));
  expect(placed(crowd).length).toBeLessThan(9);
});

test("a name on the right gives way to the left before it waits long", () => {
  const [, left] = placed([
    named(ROW.large, "Genève", [60_000, 0]),
    named(ROW.large, "Lausanne-la-Longue", [0, 0]),
  ]);
  expect(left.side).toBe("left");
});

test("what has been seen once stays until its last level", () => {
  const [area] = placed([
    {
      ...named(ROW.region, "Bretagne", [0, 0]),
      places: [
        [0, 0],
        [50_000, 0],
      ],
      from: 5,
    },
  ]);
  expect([area.from, area.to, area.side]).toEqual([5, 8, "middle"]);
  const [town] = placed([named(ROW.small, "Ham", [0, 0])]);
  expect(town.to).toBe(LAST_LEVEL);
});
