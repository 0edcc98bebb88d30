import { expect, test } from "vitest";
import { backOffMs } from "./stream";

test("the wait has full jitter and an end", () => {
  expect(backOffMs(0, 1)).toBe(1000);
  expect(backOffMs(3, 0.5)).toBe(4000);
  expect(backOffMs(40, 1)).toBe(30_000);
  expect(backOffMs(40, 0)).toBe(0);
});
