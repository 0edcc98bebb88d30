/** Which plants stand together on the map at a zoom, so that no button lies on another. */

import Supercluster from "supercluster";
import type { PlantEntry } from "./plants";

// A marker is wide and low: seen twice as high as it is, the world is one of circles, as the library knows it.
const STRETCH = 2;
const TILE_PX = 256; // OpenLayers' zoom 0

export interface Group {
  /** The same as long as the same plants stand together. */
  readonly key: string;
  readonly plants: readonly PlantEntry[];
  readonly longitude: number;
  readonly latitude: number;
}

type Square = readonly [x: number, y: number]; // Web Mercator on a square with sides of 1

function onSquare(longitude: number, latitude: number): Square {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function latitudeOf(y: number): number {
  return (360 / Math.PI) * Math.atan(Math.exp((1 - 2 * y) * Math.PI)) - 90;
}

function stretched({ longitude, latitude }: Group): [number, number] {
  const [, y] = onSquare(longitude, latitude);
  return [longitude, latitudeOf(0.5 + (y - 0.5) * STRETCH)];
}

/** The group of these plants, in the middle of them. */
export function groupOf(plants: readonly PlantEntry[]): Group {
  const places = plants.map(({ longitude, latitude }) => onSquare(longitude, latitude));
  const mean = (axis: 0 | 1) =>
    places.reduce((sum, place) => sum + place[axis], 0) / Math.max(1, places.length);
  return {
    key: plants.map(({ slug }) => slug).join(" "),
    plants,
    longitude: (mean(0) - 0.5) * 360,
    latitude: latitudeOf(mean(1)),
  };
}

/**
 * The groups at a zoom, which need not be whole, in the order of their first plants.
 * apartPx: plants nearer than that, side by side, stand together; half of it, one above the other.
 */
export function groupsAt(plants: readonly PlantEntry[], zoom: number, apartPx: number): Group[] {
  let groups = plants.map((plant) => groupOf([plant]));
  for (;;) {
    const joined = join(groups, zoom, apartPx);
    // Groups that grew may have come too near to each other.
    if (joined.length === groups.length) break;
    groups = joined;
  }
  const order = new Map(plants.map((plant, at) => [plant, at]));
  const placeOf = (plant: PlantEntry | undefined) => (plant && order.get(plant)) ?? 0;
  return groups
    .map((group) => groupOf([...group.plants].sort((a, b) => placeOf(a) - placeOf(b))))
    .sort((a, b) => placeOf(a.plants[0]) - placeOf(b.plants[0]));
}

function join(groups: readonly Group[], zoom: number, apartPx: number): Group[] {
  const level = Math.max(0, Math.floor(zoom));
  const index = new Supercluster<{ group: Group }>({
    minZoom: level,
    maxZoom: level,
    radius: apartPx * 2 ** (level - zoom),
    extent: TILE_PX,
  });
  index.load(
    groups.map((group) => ({
      type: "Feature",
      properties: { group },
      geometry: { type: "Point", coordinates: stretched(group) },
    })),
  );
  return index.getClusters([-180, -90, 180, 90], level).map(({ properties }) => {
    if ("group" in properties) return properties.group;
    const leaves = index.getLeaves(properties.cluster_id, Number.POSITIVE_INFINITY);
    return groupOf(leaves.flatMap((leaf) => leaf.properties.group.plants));
  });
}
