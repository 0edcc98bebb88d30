// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Reading } from "../domain/reading";
import { NOW_MS, sample } from "../domain/samples";
import { look, Wire } from "../live/samples";
import { built } from "./built";
import { defineQueliaLive } from "./quelia-live";

// One plant per test: the board of a page outlives its elements.
let plant = "";
let count = 0;

function say(changes: Partial<Reading> = {}): void {
  const data = JSON.stringify(sample({ plant, ...changes }));
  Wire.made.at(-1)?.dispatchEvent(new MessageEvent("reading", { data }));
}

const PARTS = `<span data-part="status"><span data-part="icon" aria-hidden="true">⚡</span><span
  data-part="word">Temps réel</span></span> <span data-part="value"><span data-part="number">15,8</span>&nbsp;<span
  data-part="unit">MW</span></span> <span data-part="age">Relevé à 14:05:00</span>`;

function written(): HTMLElement {
  document.body.innerHTML = `<quelia-live plant="${plant}" data-live="${plant}" data-state="live" data-value="15.8">${PARTS}</quelia-live>`;
  vi.advanceTimersByTime(100);
  return document.querySelector("quelia-live") as HTMLElement;
}

function bare(): HTMLElement {
  document.body.innerHTML = `<quelia-live plant="${plant}"></quelia-live>`;
  vi.advanceTimersByTime(100);
  return document.querySelector("quelia-live") as HTMLElement;
}

function open(): void {
  Wire.made.at(-1)?.dispatchEvent(new Event("open"));
}

const text = (root: ParentNode | null, part: string) =>
  root?.querySelector(`[data-part="${part}"]`)?.textContent;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  vi.stubGlobal("EventSource", Wire);
  document.documentElement.lang = "fr";
  plant = `plant-${count++}`;
  defineQueliaLive(built);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.advanceTimersByTime(1100); // the stream of an element that is gone may still be open
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what the server wrote stands until the first reading, and is then filled, not rebuilt", () => {
  const element = written();
  const number = element.querySelector('[data-part="number"]');
  expect(number?.textContent).toBe("15,8");
  say({ values: [{ quantity: "power", value: 16.25, unit: "MW" }] });
  expect(element.querySelector('[data-part="number"]')).toBe(number);
  expect(number?.textContent).toBe("16,25");
  expect(element.getAttribute("data-value")).toBe("16.25");
  expect(element.shadowRoot).toBeNull();
});

test("on a page of others the parts are in a shadow root, the facts on the element", () => {
  const element = bare();
  expect(element.dataset["state"]).toBe("waiting");
  expect(text(element.shadowRoot, "word")).toBe("Connexion…");
  say();
  expect(element.dataset).toMatchObject({ live: plant, state: "live", value: "15.8" });
  expect(text(element.shadowRoot, "value")).toBe(" 15,8\u00a0MW");
  expect(element.shadowRoot?.adoptedStyleSheets).toHaveLength(1);
});

test("an error takes the number away and says why to programs, and live brings it back", () => {
  const element = written();
  say();
  say({ state: "error", reason: "timeout", values: [] });
  expect(element.dataset).toMatchObject({ state: "error", reason: "timeout" });
  expect(element.hasAttribute("data-value")).toBe(false);
  expect(text(element, "number")).toBe("");
  expect(text(element, "word")).toBe("Erreur de connexion");
  expect(text(element, "age")).toBe("Aucun relevé depuis 14:05");
  say();
  expect(element.dataset).toMatchObject({ state: "live", value: "15.8" });
  expect(element.hasAttribute("data-reason")).toBe(false);
});

test("the browser itself turns live into old", () => {
  const element = written();
  say({ at: new Date(NOW_MS).toISOString() });
  vi.advanceTimersByTime(11_000);
  expect(element.dataset["state"]).toBe("live");
  vi.advanceTimersByTime(2000);
  expect(element.dataset["state"]).toBe("stale");
  expect(text(element, "icon")).toBe("");
});

test("a value written into the page is not live for ever when no stream comes", () => {
  const element = written();
  vi.advanceTimersByTime(16_000);
  expect(element.dataset["state"]).toBe("stale");
  expect(text(element, "word")).toBe("Donnée ancienne");
  expect(text(element, "age")).toBe("Relevé à 14:05:00");
});

test("within a sentence a full stop may follow at once", () => {
  const element = bare();
  say();
  const parts = [...(element.shadowRoot?.childNodes ?? [])];
  expect(parts.filter(({ nodeType }) => nodeType === Node.TEXT_NODE)).toEqual([]);
});

test("another plant in the same element starts from nothing", () => {
  const element = bare();
  say();
  element.setAttribute("plant", `${plant}-b`);
  expect(element.dataset).toMatchObject({ live: `${plant}-b`, state: "waiting" });
  expect(element.hasAttribute("data-value")).toBe(false);
});

test("a change of state is told once, one of the value never", () => {
  const told: unknown[] = [];
  const element = written();
  element.addEventListener("quelia-state", (event) => told.push((event as CustomEvent).detail));
  say();
  say({ values: [{ quantity: "power", value: 17, unit: "MW" }] });
  expect(told).toEqual([]);
  say({ state: "error" });
  say({ state: "error" });
  expect(told).toEqual([{ plant, state: "error", word: "Erreur de connexion" }]);
});

test("who returns after ten minutes sees an old value first, and then the new one", () => {
  const element = bare();
  open();
  say({ at: new Date(NOW_MS).toISOString() });
  look("hidden");
  vi.setSystemTime(NOW_MS + 600_000); // the timers of a hidden page sleep
  expect(element.dataset["state"]).toBe("live");
  look("visible");
  expect(element.dataset["state"]).toBe("stale");
  expect(text(element.shadowRoot, "word")).toBe("Donnée ancienne");
  open();
  const at = new Date(NOW_MS + 600_000).toISOString();
  say({ at, received_at: at, values: [{ quantity: "power", value: 16, unit: "MW" }] });
  expect(element.dataset).toMatchObject({ state: "live", value: "16" });
});

test("a page that the browser kept does not show as live what was live then", () => {
  const kept = [{ type: "back_forward" }] as unknown as PerformanceEntryList;
  performance.getEntriesByType ??= () => [];
  vi.spyOn(performance, "getEntriesByType").mockReturnValue(kept);
  const element = written();
  expect(element.dataset["state"]).toBe("stale");
  expect(text(element, "number")).toBe("15,8");
  open();
  say();
  expect(element.dataset["state"]).toBe("live");
});

test("a server that is not reached is said after a while, not while nobody looks", () => {
  const element = bare();
  look("hidden");
  vi.advanceTimersByTime(600_000);
  expect(element.dataset["state"]).toBe("waiting");
  look("visible");
  vi.advanceTimersByTime(14_000);
  expect(element.dataset["state"]).toBe("waiting");
  vi.advanceTimersByTime(3000);
  expect(element.dataset).toMatchObject({ state: "error", reason: "service" });
  expect(text(element.shadowRoot, "word")).toBe("Erreur de connexion");
  open();
  say();
  expect(element.dataset).toMatchObject({ state: "live", value: "15.8" });
  expect(element.hasAttribute("data-reason")).toBe(false);
});

test("a plant that nobody knows is said to be none, beside one that is known", () => {
  document.body.innerHTML = `<quelia-live plant="${plant}"></quelia-live><quelia-live plant="typo-${plant}"></quelia-live>`;
  vi.advanceTimersByTime(100);
  open();
  say();
  vi.advanceTimersByTime(12_000);
  const [known, typo] = document.querySelectorAll<HTMLElement>("quelia-live");
  expect(known?.dataset["state"]).toBe("live");
  expect(typo?.dataset).toMatchObject({ state: "error", reason: "unknown" });
  expect(text(typo?.shadowRoot ?? null, "word")).toBe("Installation introuvable");
});

test("without its plant an element shows nothing of it", () => {
  const element = bare();
  say();
  element.removeAttribute("plant");
  expect(element.dataset["state"]).toBe("none");
  expect(element.hasAttribute("data-value")).toBe(false);
  expect(text(element.shadowRoot, "number")).toBe("");
  element.setAttribute("plant", ` ${plant} `);
  expect(element.dataset).toMatchObject({ live: plant, state: "live", value: "15.8" });
});

test("the same plant of another server starts from nothing, and its address may end with a slash", () => {
  const element = bare();
  say();
  element.setAttribute("server", "https://other.example/");
  expect(element.dataset["state"]).toBe("waiting");
  vi.advanceTimersByTime(100);
  expect(Wire.made.at(-1)?.url).toBe(`https://other.example/v1/stream?plants=${plant}`);
});

test("an element that goes and comes back shows what is true then", () => {
  const element = bare();
  say({ at: new Date(NOW_MS).toISOString() });
  element.remove();
  vi.advanceTimersByTime(600_000);
  expect(Wire.made.at(-1)?.readyState).toBe(Wire.CLOSED);
  document.body.append(element);
  expect(element.dataset["state"]).toBe("stale");
  vi.advanceTimersByTime(100);
  expect(Wire.made.at(-1)?.readyState).toBe(1);
});

test.each([
  ["en-GB", "", "", "Live"],
  ["", "en", "", "Live"],
  ["", "", "en-US", "Live"],
  ["", "", "de-DE", "Temps réel"],
  ["fr", "en", "en-US", "Temps réel"],
])("language %j in a page of %j for a visitor of %j", (own, page, visitor, word) => {
  vi.spyOn(navigator, "language", "get").mockReturnValue(visitor);
  document.documentElement.lang = page;
  const element = bare();
  if (own) element.setAttribute("lang", own);
  say();
  vi.advanceTimersByTime(1000);
  expect(text(element.shadowRoot, "word")).toBe(word);
});

test("that nobody measured it comes and goes while one looks, in the line of its age", () => {
  const mark = () => {
    const found = root.querySelector('[data-part="mark"]');
    return [found?.textContent, found?.parentElement?.querySelector('[data-part="age"]') !== null];
  };
  const root = built(bare());
  say({ simulated: true });
  expect(mark()).toEqual(["Données simulées", true]);
  say();
  expect(mark()).toEqual(["", true]);
});
