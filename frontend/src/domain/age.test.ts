import { expect, test } from "vitest";
import { ageLine, ago, silence } from "./age";
import { NOW_MS, sample } from "./samples";

test.each([
  [0, "à l’instant", "just now"],
  [3.9, "il y a 3\u00a0s", "3\u00a0sec ago"],
  [59, "il y a 59\u00a0s", "59\u00a0sec ago"],
  [130, "il y a 2\u00a0min", "2\u00a0min ago"],
])("%d seconds are said in both languages", (seconds, french, english) => {
  expect(ago(seconds, "fr")).toBe(french);
  expect(ago(seconds, "en")).toBe(english);
});

test("a measure says whose clock it is from", () => {
  const measured = sample({ clock: "plant", measured_at: "2024-01-15T13:05:00Z" });
  expect(ageLine(sample(), "live", NOW_MS, "fr")).toBe("Relevé il y a 3\u00a0s");
  expect(ageLine(measured, "live", NOW_MS, "fr")).toBe("Mesuré il y a 3\u00a0s");
});

test("after some minutes silence has words", () => {
  expect(ageLine(sample(), "stale", NOW_MS + 120_000, "fr")).toBe("Relevé il y a 2\u00a0min");
  expect(ageLine(sample(), "stale", NOW_MS + 360_000, "fr")).toBe("Aucun relevé depuis 14:05");
  expect(ageLine(sample(), "stale", NOW_MS + 360_000, "en")).toBe("No reading since 14:05");
});

test("a silence of another day says the day", () => {
  const since = Date.parse("2024-01-14T13:05:00Z");
  expect(silence(since, NOW_MS, "fr")).toBe("Aucun relevé depuis le 14 janvier 2024 à 14:05");
});

test("a plant read once an hour says when", () => {
  const text = ageLine(sample({ stale_after_s: 9000 }), "live", NOW_MS + 4_000_000, "fr");
  expect(text).toBe("Dernier relevé le 15 janvier 2024 à 14:05");
});

test("without an instant there is no age", () => {
  expect(ageLine(sample({ received_at: null }), "live", NOW_MS, "fr")).toBe("");
});
