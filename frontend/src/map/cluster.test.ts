// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { State } from "../domain/reading";
import type { Lang } from "../domain/words";
import { Cluster } from "./cluster";
import { groupOf } from "./groups";
import type { PlantEntry } from "./plants";

function plant(name: string, state: State, value = "", unit = "MW"): PlantEntry {
  const live = document.createElement("quelia-live");
  live.dataset["state"] = state;
  if (value) live.dataset["value"] = value;
  const shown = document.createElement("span");
  shown.dataset["part"] = "unit";
  shown.textContent = unit;
  live.append(shown);
  const main = state === "none" ? "" : "power";
  return { slug: name, name, live, main, longitude: 2, latitude: 46 } as unknown as PlantEntry;
}

function cluster(lang: Lang, ...plants: PlantEntry[]): HTMLButtonElement {
  return new Cluster(groupOf(plants), lang, () => undefined).button;
}

/** What is read aloud. */
function heard(button: HTMLElement): string {
  const copy = button.cloneNode(true) as HTMLElement;
  for (const hidden of copy.querySelectorAll("[aria-hidden]")) hidden.remove();
  return copy.textContent ?? "";
}

const pointedAt = (button: HTMLElement) => button.querySelector<HTMLElement>("[title]")?.title;

test("it says its plants, its sum and how many report", () => {
  const button = cluster("fr", plant("A", "live", "2"), plant("B", "stale", "3"));
  expect(heard(button)).toBe("2 installations : A, B 2,00\u00a0MW1 sur 2 transmet");
  expect(pointedAt(button)).toBe("2 installations : A, B – 1 sur 2 transmet");
});

test("the number is always that of its plants; how many report stands below where some do not", () => {
  const seen = (...plants: PlantEntry[]) => {
    const button = cluster("fr", ...plants);
    const text = (part: string) => button.querySelector(`.cluster-${part}`)?.textContent;
    return [text("count"), text("short")];
  };
  const [a, b, c] = [plant("A", "live", "2"), plant("B", "error"), plant("C", "none")];
  expect(seen(a, b, c)).toEqual(["3", "1 sur 2"]);
  expect(seen(a, c)).toEqual(["2", ""]);
  expect(seen(c, plant("D", "none"))).toEqual(["2", ""]);
});

test("plants without live values are told", () => {
  const button = cluster("fr", plant("A", "live", "2"), plant("B", "none"));
  expect(heard(button)).toMatch(/1 sur 1 transmet, 1 sans temps réel$/);
  expect(heard(cluster("en", plant("A", "none"), plant("B", "none")))).toBe(
    "2 plants: A, B 2 with no live data",
  );
});

test.each([
  ["fr", "2 sur 2 transmettent, hors 1 installation dont l’unité ne s’additionne pas"],
  ["en", "2 of 2 reporting, without 1 plant whose unit cannot be added"],
] as const)("what cannot be added is told, in %s", (lang, told) => {
  const button = cluster(lang, plant("A", "live", "2"), plant("B", "live", "300", "kWh/d"));
  expect(heard(button)).toMatch(new RegExp(`${told}$`));
  expect(pointedAt(button)).toMatch(new RegExp(`${told}$`));
});
