import { expect, test } from "vitest";
import { liftPx } from "./lift";

const chosen = { x: 300, y: 200, widePx: 100, highPx: 40 };
const at = (x: number, y: number, highPx = 36) => ({ x, y, widePx: 100, highPx });

test("a wide neighbour is in the way although its middle is far", () => {
  expect(liftPx(chosen, [{ ...at(420, 200), widePx: 150 }])).toBe(36);
});

test("where nothing is in the way, it stands at its place", () => {
  expect(liftPx(chosen, [])).toBe(0);
  expect(liftPx(chosen, [at(400, 200), at(300, 160), at(300, 236)])).toBe(0);
});

test("above a group at the same place", () => {
  expect(liftPx(chosen, [at(300, 200, 52)])).toBe(52);
});

test("no higher than it has to", () => {
  expect(liftPx(chosen, [at(330, 212)])).toBe(24);
});

test("and not onto the next one", () => {
  expect(liftPx(chosen, [at(300, 200), at(260, 150)])).toBe(88);
});

test("where there is no room in reach, it stays", () => {
  expect(liftPx(chosen, [at(300, 200, 200)])).toBe(0);
});
