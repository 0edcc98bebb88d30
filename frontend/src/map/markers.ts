/**
 * Plants and groups of plants on the map: real buttons in overlays. They change with the zoom, never with the data.
 * Only what is in sight or near it has a button: to build a thousand of them stops a page for seconds.
 */

import type { Coordinate } from "ol/coordinate.js";
import { containsCoordinate } from "ol/extent.js";
import type OlMap from "ol/Map.js";
import { fromLonLat } from "ol/proj.js";
import type { Lang } from "../domain/words";
import { NARROW_PX } from "./extents";
import { type Group, groupOf, groupsAt } from "./groups";
import { liftPx } from "./lift";
import type { PlantEntry } from "./plants";
import { type MarkerActions, STACKED_PX, Stand, type Way } from "./stand";

const APART_PX = { narrow: 112, wide: 136 }; // as wide as most markers
const GAP_PX = 8; // of what is below each marker
const TOWER = 4; // plants one above the other: as high as there is room for above any place
const SETTLED = 0.01; // a zoom that differs by less is the same
const EDGE_PX = 60; // half a marker: of a place so far out of sight, a part of the marker may be in it
const PORTION = 20; // buttons a frame, beside those in sight: some 10 ms

/** A group at this zoom, and where; it has buttons once somebody comes near. */
interface Spot {
  readonly key: string;
  readonly group: Group;
  readonly way: Way;
  readonly at: Coordinate;
}

function spotOf(group: Group, together: Way): Spot {
  const way = group.plants.length > 1 ? together : "each";
  const at = fromLonLat([group.longitude, group.latitude]);
  return { key: `${group.key} ${way}`, group, way, at };
}

/** How plants of one place stand where one cannot come nearer: one above the other, unless the tower would be too high. */
function towers(group: Group, chosen: PlantEntry | null): Spot[] {
  if (group.plants.length <= TOWER) return [spotOf(group, "each")];
  const others = group.plants.filter((plant) => plant !== chosen);
  const spots = [spotOf(groupOf(others), "gathering")];
  if (chosen && others.length < group.plants.length) spots.push(spotOf(groupOf([chosen]), "each"));
  return spots;
}

export class Markers {
  readonly #map: OlMap;
  readonly #actions: MarkerActions;
  readonly #lang: Lang;
  readonly #stands = new Map<string, Stand>();
  #spots: readonly Spot[] = []; // in the order of the list
  #plants: readonly PlantEntry[] = [];
  #chosen: PlantEntry | null = null;
  #zoom = Number.NaN;
  #madeForPx = 0;

  constructor(map: OlMap, lang: Lang, actions: MarkerActions) {
    this.#map = map;
    this.#lang = lang;
    this.#actions = actions;
    map.on("moveend", () => {
      if (this.#settled) this.#reach();
      else this.#place();
    });
    map.on("change:size", () => {
      if (this.#apartPx !== this.#madeForPx) this.#place();
    });
    map.on("postrender", () => {
      if (this.#settled) this.#fill();
    });
  }

  /** Shows these plants and no others. */
  use(plants: readonly PlantEntry[]): void {
    this.#plants = plants;
    this.#place();
  }

  /** The plant that is looked at stands by itself, above the others. */
  choose(plant: PlantEntry | null): void {
    this.#chosen = plant;
    this.#place();
  }

  /** Writes the sums of the groups anew. */
  refresh(): void {
    for (const stand of this.#stands.values()) stand.refresh();
  }

  /** The button of a plant, or of the group it stands in; none where it is far out of sight. */
  buttonOf(plant: PlantEntry): HTMLButtonElement | undefined {
    return this.#standOf(plant)?.buttonOf(plant);
  }

  /** How far above its place the button of a plant stands. */
  abovePx(plant: PlantEntry): number {
    return this.#standOf(plant)?.abovePx(plant) ?? 0;
  }

  #standOf(plant: PlantEntry): Stand | undefined {
    const spot = this.#spots.find(({ group }) => group.plants.includes(plant));
    return spot && this.#stands.get(spot.key);
  }

  #spotsNow(): Spot[] {
    this.#zoom = this.#map.getView().getZoom() ?? 0;
    this.#madeForPx = this.#apartPx;
    const chosen = this.#chosen && this.#plants.includes(this.#chosen) ? this.#chosen : null;
    const others = this.#plants.filter((plant) => plant !== chosen);
    const spots = this.#nearest
      ? groupsAt(this.#plants, this.#zoom, STACKED_PX).flatMap((group) => towers(group, chosen))
      : groupsAt(others, this.#zoom, this.#apartPx).map((group) => spotOf(group, "group"));
    if (chosen && !this.#nearest) spots.push(spotOf(groupOf([chosen]), "each"));
    const order = new Map(this.#plants.map((plant, at) => [plant, at]));
    const first = ({ group: { plants } }: Spot) => (plants[0] && order.get(plants[0])) ?? 0;
    return spots.sort((a, b) => first(a) - first(b));
  }

  get #apartPx(): number {
    const [width = 0] = this.#map.getSize() ?? [];
    return width < NARROW_PX ? APART_PX.narrow : APART_PX.wide;
  }

  /** Whether one cannot come nearer: then nothing is told apart by zooming. */
  get #nearest(): boolean {
    return this.#zoom > this.#map.getView().getMaxZoom() - SETTLED;
  }

  /** Whether the zoom is the one that the groups are made for. */
  get #settled(): boolean {
    return Math.abs((this.#map.getView().getZoom() ?? 0) - this.#zoom) < SETTLED;
  }

  #place(): void {
    this.#spots = this.#spotsNow();
    const focused = this.#focusedPlant();
    const followed = this.#spots.filter(({ group: { plants } }) =>
      [this.#chosen, focused].some((plant) => plant && plants.includes(plant)),
    );
    const near = [...this.#within(this.#aroundPx), ...followed];
    this.#keepOnly(new Set(near.map(({ key }) => key)));
    this.#build([...this.#within(EDGE_PX), ...followed]);
    const lift = this.#liftPx();
    for (const stand of this.#stands.values()) stand.mark(this.#chosen, lift);
    this.#reach();
    if (focused && !document.activeElement?.matches("button.marker"))
      this.buttonOf(focused)?.focus({ preventScroll: true });
  }

  /** Builds what came into sight, else some of what is near: the map can be moved without a gap, and never waits. */
  #fill(): void {
    const missing = this.#spots.filter(({ key }) => !this.#stands.has(key));
    const inSight = this.#within(EDGE_PX, missing);
    const next = inSight.length > 0 ? inSight : this.#within(this.#aroundPx, missing);
    // A new button makes the map draw again, and so comes the next portion.
    if (next.length > 0) this.#build(next.slice(0, Math.max(PORTION, inSight.length)));
  }

  /** How high the chosen plant stands, so that it covers no other. */
  #liftPx(): number {
    const chosen = this.#spots.find(
      ({ group: { plants } }) => plants.length === 1 && plants[0] === this.#chosen,
    );
    if (!chosen) return 0;
    const perPx = this.#map.getView().getResolution() ?? 1;
    const standing = ({ key, at: [x = 0, y = 0], group: { plants } }: Spot) => ({
      x: x / perPx,
      y: -y / perPx,
      widePx: Math.max(this.#apartPx, this.#stands.get(key)?.widePx ?? 0),
      highPx: this.#stands.get(key)?.highPx ?? STACKED_PX * plants.length,
    });
    const others = this.#spots.filter((spot) => spot !== chosen).map(standing);
    const itself = { ...standing(chosen), highPx: STACKED_PX - GAP_PX };
    return liftPx(itself, others);
  }

  /** Half a screen on each side. */
  get #aroundPx(): number {
    return Math.max(...(this.#map.getSize() ?? [0])) / 2;
  }

  /** What is in sight, or so near to it. What lies overseas never is: one gets there by the list or the choice of places. */
  #within(aroundPx: number, spots = this.#spots): Spot[] {
    const [width = 0, height = 0] = this.#map.getSize() ?? [];
    const size = [width + 2 * aroundPx, height + 2 * aroundPx];
    const extent = this.#map.getView().calculateExtent(size);
    const isHere = (plant: PlantEntry) => this.#actions.isHere(plant);
    return spots.filter(
      ({ at, group }) => containsCoordinate(extent, at) && group.plants.some(isHere),
    );
  }

  #keepOnly(keys: ReadonlySet<string>): void {
    for (const [key, stand] of this.#stands) {
      if (keys.has(key)) continue;
      stand.remove();
      this.#stands.delete(key);
    }
  }

  #build(spots: readonly Spot[]): void {
    for (const { key, group, way } of spots) {
      if (this.#stands.has(key)) continue;
      const about = { way, lang: this.#lang, actions: this.#actions };
      this.#stands.set(key, new Stand(this.#map, group, about));
    }
    this.#order();
  }

  /** The keyboard never leads out of sight. */
  #reach(): void {
    const inSight = new Set(this.#within(EDGE_PX).map(({ key }) => key));
    for (const [key, stand] of this.#stands) {
      stand.reach(inSight.has(key));
      // Moved away from by hand: the next key would act on what nobody sees.
      if (!inSight.has(key) && stand.plantOf(document.activeElement))
        this.#map.getTargetElement()?.focus({ preventScroll: true });
    }
  }

  #focusedPlant(): PlantEntry | undefined {
    for (const stand of this.#stands.values()) {
      const plant = stand.plantOf(document.activeElement);
      if (plant) return plant;
    }
    return undefined;
  }

  /** The order of the list is the order of the keyboard. */
  #order(): void {
    let before: Element | null = null;
    for (const box of this.#spots.flatMap(({ key }) => this.#stands.get(key)?.boxes ?? [])) {
      if (!box.parentElement) continue;
      const place: Element | null = before
        ? before.nextElementSibling
        : box.parentElement.firstElementChild;
      if (place !== box) box.parentElement.insertBefore(box, place);
      before = box;
    }
  }
}
