import { expect, test } from "vitest";
import en from "../../../src/quelia/texts/en/visitor.json";
import fr from "../../../src/quelia/texts/fr/visitor.json";
import { AREAS, areaAt, areaOf } from "./areas";

test.each([
  ["Paris", 2.35, 48.85, "metropole"],
  ["Bastia", 9.45, 42.7, "metropole"],
  ["Pointe-à-Pitre", -61.53, 16.24, "guadeloupe"],
  ["Fort-de-France", -61.07, 14.6, "martinique"],
  ["Cayenne", -52.33, 4.92, "guyane"],
  ["Saint-Denis", 55.45, -20.88, "la-reunion"],
  ["Mamoudzou", 45.23, -12.78, "mayotte"],
])("%s lies in its area", (_, longitude, latitude, slug) => {
  expect(areaAt(longitude, latitude)?.slug).toBe(slug);
});

test("where nothing is drawn there is no area", () => {
  expect(areaAt(166.4, -22.3)).toBeNull();
});

test.each(AREAS)("what is shown of $slug lies within what is drawn", ({ slug, extent, drawn }) => {
  expect(areaOf(slug)?.extent).toBe(extent);
  expect([extent[0] > drawn[0], extent[1] > drawn[1]]).toEqual([true, true]);
  expect([extent[2] < drawn[2], extent[3] < drawn[3]]).toEqual([true, true]);
});

test.each([fr, en])("every area has a name, in the order in which one may choose", ({ area }) => {
  expect(Object.keys(area)).toEqual(AREAS.map(({ slug }) => slug));
});
