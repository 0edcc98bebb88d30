import { expect, test } from "vitest";
import { pack, unpack } from "./packing";

test("what is packed comes back, whatever its sign and size", () => {
  const numbers = [0, 1, -1, 29, -30, 30, 59, 60, -61, 1234, -98_765, 7_654_321];
  expect(unpack(pack(numbers))).toEqual(numbers);
});

test("a short step takes one character, and none that JSON would write as two", () => {
  const steps = Array.from({ length: 60 }, (_, i) => i - 30);
  expect(pack(steps)).toHaveLength(60);
  const far = Array.from({ length: 4000 }, (_, i) => i * 37);
  const text = pack([...steps, ...far]);
  expect(JSON.stringify(text)).toHaveLength(text.length + 2);
});
