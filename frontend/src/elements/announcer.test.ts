// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announce } from "./announcer";

let root: EventTarget;
let heard: string[];

/** So many plants get a new word, and a second and a half goes by. */
function change(word: string, ...plants: string[]): void {
  for (const plant of plants)
    root.dispatchEvent(new CustomEvent("quelia-state", { detail: { plant, state: "", word } }));
  vi.advanceTimersByTime(1500);
}

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = "fr";
  root = new EventTarget();
  heard = [];
  const region = document.createElement("p");
  vi.spyOn(region, "textContent", "set").mockImplementation((text) => heard.push(text ?? ""));
  announce(root, region, (plant) => plant.toUpperCase());
});

afterEach(() => {
  vi.useRealTimers();
});

test("a change is announced with the name of its plant", () => {
  change("Erreur", "brest");
  change("", "nantes");
  expect(heard).toEqual(["BREST\u00a0: Erreur"]);
});

test("plants that change together are one announcement, and many of them a number", () => {
  change("Erreur", "brest", "nantes");
  change("Live", "a", "b", "c", "d");
  expect(heard).toEqual([
    "BREST\u00a0: Erreur. NANTES\u00a0: Erreur",
    expect.stringMatching(/^4 .*Live$/),
  ]);
});

test("a plant that comes and goes is announced at once, and a minute later as it is then", () => {
  for (let each = 0; each < 39; each++) change(each % 2 ? "Live" : "Erreur", "brest");
  change("Live", "brest");
  expect(heard).toEqual(["BREST\u00a0: Erreur"]);
  vi.advanceTimersByTime(2000);
  expect(heard).toEqual(["BREST\u00a0: Erreur", "BREST\u00a0: Live"]);
});

test("one that is after a minute as it was said to be is not announced again, and what comes next at once", () => {
  for (const word of ["Erreur", "Live", "Erreur"]) change(word, "brest");
  vi.advanceTimersByTime(300_000);
  expect(heard).toEqual(["BREST\u00a0: Erreur"]);
  expect(vi.getTimerCount()).toBe(0);
  change("Live", "brest");
  expect(heard).toHaveLength(2);
});

test("one that comes and goes keeps nobody else from being announced", () => {
  change("Erreur", "brest");
  change("Live", "brest");
  change("Erreur", "nantes");
  expect(heard).toEqual(["BREST\u00a0: Erreur", "NANTES\u00a0: Erreur"]);
});
