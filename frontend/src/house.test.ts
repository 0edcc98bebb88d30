/** The walls of the house: who may import whom, and how large a room may grow. */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SRC = fileURLToPath(new URL(".", import.meta.url));
const LAYERS = ["domain", "live", "elements", "map", "pages"]; // each may use those before it
const MOST_LINES = 250;

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), "utf8") }));

const roomOf = (name: string) => name.split(/[/\\]/)[0] ?? "";

function imports(name: string, text: string): string[] {
  const found = [...text.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  return found.map((path) =>
    path.startsWith(".") ? relative(SRC, join(SRC, dirname(name), path)) : path,
  );
}

test("every module is in a room", () => {
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter(({ name }) => !LAYERS.includes(roomOf(name)))).toEqual([]);
});

test.each(files)("$name imports only from its own layer and those below", ({ name, text }) => {
  const own = LAYERS.indexOf(roomOf(name));
  const above = imports(name, text).filter((path) => LAYERS.indexOf(roomOf(path)) > own);
  expect(above).toEqual([]);
});

test.each(files)("$name is not too large", ({ text }) => {
  expect(text.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
});

test.each(files)("$name writes text, never HTML", ({ text }) => {
  expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
});

test("the domain knows no DOM and no network", () => {
  const domain = files.filter(({ name }) => roomOf(name) === "domain");
  const forbidden =
    /\b(document|window|navigator|fetch|EventSource|setTimeout|setInterval|Date\.now)\b/;
  for (const { name, text } of domain) expect(text.match(forbidden)?.[0], name).toBeUndefined();
});

test("OpenLayers stays in the map", () => {
  const users = files.filter(({ text }) => /from "ol\//.test(text)).map(({ name }) => roomOf(name));
  expect([...new Set(users)]).toEqual(["map"]);
});

test("visitors' words are read in the domain, those of the map apart from those of an embed", () => {
  const readers = files.filter(({ text }) => text.includes("visitor.json")).map(({ name }) => name);
  const places = ["mapwords.ts", "words.ts"].map((name) => join("domain", name));
  expect(readers.sort()).toEqual(places);
});
