// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sample } from "../domain/samples";
import { Board } from "../live/board";
import { look, Wire } from "../live/samples";
import { tellOfChanges } from "./change";

const PAGE = `<div data-map="france"><p data-changed hidden><button data-action="later"></button></p></div>`;

beforeEach(() => {
  Wire.made = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Wire);
  look("visible");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a map tells of a plant that nobody here watches", () => {
  document.body.innerHTML = PAGE;
  const page = document.querySelector<HTMLElement>("[data-map]");
  const note = document.querySelector<HTMLElement>("[data-changed]");
  const board = new Board("");
  if (page) tellOfChanges(page, board);
  board.watch("a", () => {});
  vi.advanceTimersByTime(100);
  const wire = Wire.made.at(-1);
  wire?.open();
  wire?.send(sample({ plant: "a" }));
  expect(note?.hidden).toBe(true);
  wire?.send(sample({ plant: "b" }));
  expect(note?.hidden).toBe(false);
  note?.querySelector("button")?.click();
  expect(note?.hidden).toBe(true);
});
