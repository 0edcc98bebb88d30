// @vitest-environment happy-dom
import MultiLineString from "ol/geom/MultiLineString.js";
import Polygon from "ol/geom/Polygon.js";
import { expect, test } from "vitest";
import { type BaseMap, featuresOf } from "./basemap";

const none = { land: [], lakes: [], rivers: [], departments: [], regions: [], coast: [] };

test("arcs are steps on a grid, joined end to end, backwards where the number says so", () => {
  const map: BaseMap = {
    step: 100,
    arcs: [
      [0, 0, 2, 0, 0, 2],
      [0, 0, 2, 2],
    ],
    layers: { ...none, france: [[[0, -2]]], borders: [[1]] },
  };
  const [france, border] = featuresOf(map).map((feature) => feature.getGeometry());
  expect((france as Polygon).getCoordinates()).toEqual([
    [
      [0, 0],
      [200, 0],
      [200, 200],
      [0, 0],
    ],
  ]);
  expect(france).toBeInstanceOf(Polygon);
  expect(border).toBeInstanceOf(MultiLineString);
  expect((border as MultiLineString).getCoordinates()).toEqual([
    [
      [0, 0],
      [200, 200],
    ],
  ]);
});
