import { expect, test } from "vitest";
import { display, type Moment } from "./display";
import { Widths } from "./number";
import { NOW_MS, sample } from "./samples";

function at(changes: Partial<Moment> = {}): Moment {
  return { nowMs: NOW_MS, lang: "fr", widths: new Widths(), lastGoodMs: null, ...changes };
}

test("a live plant has its bolt, its value and its age", () => {
  expect(display(sample(), at())).toMatchObject({
    state: "live",
    icon: "⚡",
    word: "Temps réel",
    value: "15.8",
    number: "15,8",
    unit: "MW",
    age: "Relevé il y a 3\u00a0s",
  });
});

test("an old value has no bolt", () => {
  const shown = display(sample(), at({ nowMs: NOW_MS + 60_000 }));
  expect(shown).toMatchObject({ state: "stale", icon: "", word: "Donnée ancienne", value: "15.8" });
});

test("an error has words and no number, even if one was sent", () => {
  const shown = display(sample({ state: "error", reason: "timeout" }), at());
  expect(shown).toMatchObject({
    word: "Erreur de connexion",
    reason: "timeout",
    value: null,
    number: "",
  });
});

test("a plant that nobody knows is said to be none", () => {
  const reading = sample({ state: "error", reason: "unknown", values: [] });
  expect(display(reading, at()).word).toBe("Installation introuvable");
  expect(display(reading, at({ lang: "en" })).word).toBe("Plant not found");
});

test("an error says since when, if the page knows, and keeps what was written if not", () => {
  const reading = sample({ state: "error" });
  const lastGoodMs = Date.parse("2024-01-15T13:05:00Z");
  expect(display(reading, at({ lastGoodMs })).age).toBe("Aucun relevé depuis 14:05");
  expect(display(reading, at()).age).toBeNull();
});

test("no production may have a value, or none", () => {
  const zero = [{ quantity: "power", value: 0, unit: "MW" }];
  expect(display(sample({ state: "no_production", values: zero }), at()).number).toBe("0");
  expect(display(sample({ state: "no_production", values: [] }), at()).value).toBeNull();
});

test.each([
  ["waiting", "Connexion…"],
  ["paused", "Affichage suspendu"],
  ["none", ""],
] as const)("%s shows only %j", (state, word) => {
  expect(display(sample({ state }), at())).toMatchObject({
    state,
    word,
    value: null,
    icon: "",
    age: "",
  });
});

test("the same reading reads well in English", () => {
  const values = [
    { quantity: "power", value: 15.8, unit: "MW" },
    { quantity: "temperature", value: 31.5, unit: "°C" },
  ];
  const shown = display(sample({ values, simulated: true }), at({ lang: "en" }));
  expect(shown).toMatchObject({ word: "Live", number: "15.8", mark: "Simulated data" });
  expect(shown.others).toEqual([
    { quantity: "temperature", label: "Temperature", number: "31.5", unit: "°C" },
  ]);
});

test("a plant without power shows its gas flow beside, not in its place", () => {
  const flow = { quantity: "gas_flow", value: 120, unit: "Nm³/h", state: "live" as const };
  const shown = display(sample({ state: "no_production", values: [flow], main: "power" }), at());
  expect([shown.value, shown.others.map(({ quantity }) => quantity)]).toEqual([null, ["gas_flow"]]);
});

test("a pause says why, where the operator did", () => {
  const paused = { state: "paused" as const, values: [] };
  expect(display(sample(paused), at()).word).toBe("Affichage suspendu");
  expect(display(sample({ ...paused, wording: "Travaux" }), at()).word).toBe("Travaux");
});
