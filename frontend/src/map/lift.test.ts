import { expect, test } from "vitest";
import { liftPx } from "./lift";

const WIDE = { widePx: 100 };
const chosen = { x: 300, y: 200, highPx: 40 };
const at = (x: number, y: number, highPx = 36) => ({ x, y, highPx });

test("where nothing is in the way, it stands at its place", () => {
  expect(liftPx(chosen, [], WIDE)).toBe(0);
  expect(liftPx(chosen, [at(400, 200), at(300, 160), at(300, 236)], WIDE)).toBe(0);
});

test("above a group at the same place", () => {
  expect(liftPx(chosen, [at(300, 200, 52)], WIDE)).toBe(52);
});

test("no higher than it has to", () => {
  expect(liftPx(chosen, [at(330, 212)], WIDE)).toBe(24);
});

test("and not onto the next one", () => {
  expect(liftPx(chosen, [at(300, 200), at(260, 150)], WIDE)).toBe(88);
});

test("where there is no room in reach, it stays", () => {
  expect(liftPx(chosen, [at(300, 200, 200)], WIDE)).toBe(0);
});
