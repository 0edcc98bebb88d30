import { expect, test } from "vitest";
import { type BaseMap, KINDS, type Kind, labelsOf, shapesOf } from "./basemap";
import { pack } from "./packing";

const none = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<Kind, []>;
const unnamed = { names: "", columns: [] };

test("arcs are steps on a grid, joined end to end, backwards where the number says so", () => {
  const map: BaseMap = {
    step: 100,
    arcs: [pack([0, 0, 2, 0, 0, 2]), pack([0, 0, 2, 2])],
    layers: { ...none, france: [[[0, -2]]], borders: [[1]] },
    labels: unnamed,
  };
  expect(shapesOf(map)).toEqual([
    {
      kind: "france",
      closed: true,
      lines: [
        [
          [0, 0],
          [200, 0],
          [200, 200],
          [0, 0],
        ],
      ],
    },
    {
      kind: "borders",
      closed: false,
      lines: [
        [
          [0, 0],
          [200, 200],
        ],
      ],
    },
  ]);
});

test("names stand at steps from each other, in two languages where they differ", () => {
  const columns = [
    [0, 3],
    [1, 2],
    [14, 8],
    [0, 4],
    [5, -2],
    [7, 1],
  ].map(pack);
  const map: BaseMap = {
    step: 10,
    arcs: [],
    layers: none,
    labels: { names: "Paris\tEspagne|Spain", columns },
  };
  expect(labelsOf(map)).toEqual([
    {
      lettering: 0,
      from: 1,
      to: 14,
      side: "right",
      at: [50, 70],
      name: { fr: "Paris", en: "Paris" },
    },
    {
      lettering: 3,
      from: 2,
      to: 8,
      side: "middle",
      at: [30, 80],
      name: { fr: "Espagne", en: "Spain" },
    },
  ]);
});
