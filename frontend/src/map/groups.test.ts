import { expect, test } from "vitest";
import { groupsAt } from "./groups";
import type { PlantEntry } from "./plants";

const APART_PX = 100;

function plant(slug: string, longitude: number, latitude: number): PlantEntry {
  return { slug, longitude, latitude } as PlantEntry;
}

/** How far apart two places are on the screen at a zoom. */
function pixels(longitude: number, zoom: number): number {
  return (longitude / 360) * 256 * 2 ** zoom;
}

const slugs = (plants: readonly PlantEntry[]) => plants.map((each) => each.slug);

const many = Array.from({ length: 200 }, (_, at) =>
  plant(`p${at}`, -5 + ((at * 7919) % 1400) / 100, 42 + ((at * 104729) % 900) / 100),
);

test.each([4, 5.3, 6, 7.9, 10.5])("at zoom %s every plant stands in one group", (zoom) => {
  const found = groupsAt(many, zoom, APART_PX).flatMap(({ plants }) => slugs(plants));
  expect(found.sort()).toEqual(slugs(many).sort());
});

test("plants far apart stand by themselves, plants close together do not", () => {
  const zoom = 6.4;
  const beside = (px: number) => (px / (256 * 2 ** zoom)) * 360;
  const at = (px: number) =>
    groupsAt([plant("a", 2, 46), plant("b", 2 + beside(px), 46)], zoom, APART_PX);
  expect(at(APART_PX + 5)).toHaveLength(2);
  expect(at(APART_PX - 5)).toHaveLength(1);
  expect(pixels(beside(50), zoom)).toBeCloseTo(50);
});

test("one above the other, half of the distance is enough: a marker is wide and low", () => {
  const high = plant("b", 2, 46.65); // 56 px above at zoom 6.4
  expect(groupsAt([plant("a", 2, 46), high], 6.4, APART_PX)).toHaveLength(2);
  expect(groupsAt([plant("a", 2, 46), high], 6.4, 140)).toHaveLength(1);
});

test.each([4.4, 5.7, 7])("at zoom %s no group stands on another", (zoom) => {
  const placed = groupsAt(many, zoom, APART_PX);
  const scale = 256 * 2 ** zoom;
  const near = placed.flatMap((a, at) =>
    placed.slice(at + 1).filter((b) => {
      const across = (Math.abs(a.longitude - b.longitude) / 360) * scale;
      const mercator = ({ latitude }: { latitude: number }) =>
        Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) / (2 * Math.PI);
      const above = Math.abs(mercator(a) - mercator(b)) * scale;
      return Math.hypot(across, 2 * above) < APART_PX * 0.99;
    }),
  );
  expect(near).toEqual([]);
});

test("plants at one place are never told apart", () => {
  const twins = [plant("a", 2, 46), plant("b", 2, 46)];
  expect(groupsAt(twins, 10.5, 36).map(({ key }) => key)).toEqual(["a b"]);
});

test("a group stands in the middle of its plants", () => {
  const [group] = groupsAt([plant("a", 2, 46), plant("b", 2.1, 46)], 5, APART_PX);
  expect(group?.longitude).toBeCloseTo(2.05);
  expect(group?.latitude).toBeCloseTo(46);
});

test.each([55.5, -61.5, -52])("overseas too, at longitude %s", (longitude) => {
  const [group] = groupsAt([plant("a", longitude, -21.1)], 9, APART_PX);
  expect([group?.longitude, group?.latitude].map((each) => each?.toFixed(6))).toEqual([
    longitude.toFixed(6),
    "-21.100000",
  ]);
});

test("groups and their plants keep the order of the list", () => {
  const groups = groupsAt(many, 5, APART_PX).map(({ plants }) =>
    plants.map((each) => many.indexOf(each)),
  );
  for (const group of groups) expect(group).toEqual([...group].sort((a, b) => a - b));
  const firsts = groups.map(([first]) => first ?? 0);
  expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
});

test("no plants, no groups", () => {
  expect(groupsAt([], 6, APART_PX)).toEqual([]);
});
