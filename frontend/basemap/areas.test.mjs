import { expect, test } from "vitest";
import { areas, inLines } from "./areas.mjs";

test("long names take two lines, and break at a hyphen or a space", () => {
  expect(inLines("Bretagne")).toBe("Bretagne");
  expect(inLines("Auvergne-Rhône-Alpes")).toBe("Auvergne-\nRhône-Alpes");
  expect(inLines("Pays de la Loire")).toBe("Pays de\nla Loire");
});

test("a name stands inside its area", () => {
  const ring = [
    [0, 0],
    [400_000, 0],
    [400_000, 100_000],
    [100_000, 100_000],
    [100_000, 400_000],
    [0, 400_000],
    [0, 0],
  ];
  const feature = {
    properties: { country: "fra", name: "Équerre", region: "Angle" },
    geometry: { coordinates: [[ring]] },
  };
  const [region, department] = areas({ provinces: { features: [feature] } });
  expect([region.fr, department.fr]).toEqual(["Angle", "Équerre"]);
  for (const [x, y] of region.places) expect(x < 100_000 || y < 100_000).toBe(true);
});
