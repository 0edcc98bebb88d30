import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { forShadow } from "./built";

const css = readFileSync(new URL("live.css", import.meta.url), "utf8");

test("inside a shadow root every rule for the element names its host, and no property is renamed", () => {
  const inside = forShadow(css);
  expect(inside).toContain(':host([data-state="live"]) [data-part="icon"]');
  expect(inside).toMatch(/^:host \{/m);
  expect(inside).not.toMatch(/^\s*quelia-live|--:host/m);
  expect(inside.match(/var\(--[\w-]+/g)).toEqual(css.match(/var\(--[\w-]+/g));
});
