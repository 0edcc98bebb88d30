import { expect, test } from "vitest";
import sample from "../../../tests/samples/selections.json";
import { folded, selectionOf, takes, writeSelection } from "./selection";

const all = { words: "", energies: [] as string[], region: "" };

test.each(sample.cases)("$words $energies $region: as on the server", ({ found, ...asked }) => {
  expect(takes({ ...all, ...asked }, sample.plant)).toBe(found);
});

test("ligatures are two letters", () => {
  expect(folded("Cœur d’Hérault")).toBe("coeur d'herault");
});

test.each(["energy=solar,wind", "energy=solar&energy=wind"])("several energies: %s", (query) => {
  expect(selectionOf(new URLSearchParams(query)).energies).toEqual(["solar", "wind"]);
});

test("a selection goes into an address and comes out of it", () => {
  const asked = { words: "d’Iroise", energies: ["wind", "hydro"], region: "Bretagne" };
  const query = new URLSearchParams("lang=fr&plant=p1");
  writeSelection(asked, query);
  expect(selectionOf(query)).toEqual(asked);
  expect(query.get("lang")).toBe("fr");
  writeSelection(all, query);
  expect(query.toString()).toBe("lang=fr&plant=p1");
});
