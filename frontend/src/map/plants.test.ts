// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { partOf, readPlants } from "./plants";

function listed(mark: string): HTMLElement {
  const list = document.createElement("ul");
  list.innerHTML = `<li data-plant="p" data-main="power"><a href="/centrale/p">P</a>
    <quelia-live data-state="live" data-value="1.5"><span data-part="unit">MW</span>${mark}</quelia-live></li>`;
  return list;
}

test.each([
  ['<span data-part="mark">Données simulées</span>', true],
  ['<span data-part="mark"></span>', false],
  ["", false], // the whole page says so
])("a value with the mark %s is no part of a sum: %s", (mark, simulated) => {
  const [plant] = readPlants(listed(mark));
  expect(plant && partOf(plant)).toMatchObject({ value: 1.5, unit: "MW", simulated });
});
