/**
 * Plants and groups of plants on the map: real buttons in overlays. They change with the zoom, never with the data.
 * Only what is in sight or near it has a button: to build a thousand of them stops a page for seconds.
 */

import type { Coordinate } from "ol/coordinate.js";
import { containsCoordinate } from "ol/extent.js";
import type OlMap from "ol/Map.js";
import { fromLonLat } from "ol/proj.js";
import type { Lang } from "../domain/words";
import { type Group, groupOf, groupsAt } from "./groups";
import type { PlantEntry } from "./plants";
import { type MarkerActions, STACKED_PX, Stand } from "./stand";

const NARROW_PX = 600;
const APART_PX = { narrow: 112, wide: 136 }; // as wide as most markers
const SETTLED = 0.01; // a zoom that differs by less is the same
const EDGE_PX = 60; // half a marker: of a place so far out of sight, a part of the marker may be in it
const PORTION = 20; // buttons a frame, beside those in sight: some 10 ms

/** A group at this zoom, and where; it has buttons once somebody comes near. */
interface Spot {
  readonly key: string;
  readonly group: Group;
  readonly at: Coordinate;
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

  constructor(map: OlMap, lang: Lang, actions: MarkerActions) {
    this.#map = map;
    this.#lang = lang;
    this.#actions = actions;
    map.on("moveend", () => {
      if (this.#settled) this.#reach();
      else this.#place();
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
    const spot = this.#spots.find(({ group }) => group.plants.includes(plant));
    return spot && this.#stands.get(spot.key)?.buttonOf(plant);
  }

  #groups(): Group[] {
    const view = this.#map.getView();
    this.#zoom = view.getZoom() ?? 0;
    const [width = 0] = this.#map.getSize() ?? [];
    const apart = this.#nearest ? STACKED_PX : width < NARROW_PX ? APART_PX.narrow : APART_PX.wide;
    const chosen = this.#chosen && this.#plants.includes(this.#chosen) ? this.#chosen : null;
    const groups = groupsAt(
      this.#plants.filter((plant) => plant !== chosen),
      this.#zoom,
      apart,
    );
    return chosen ? [...groups, groupOf([chosen])] : groups;
  }

  /** Whether one cannot come nearer: then nothing is told apart by zooming, and all is shown. */
  get #nearest(): boolean {
    return this.#zoom > this.#map.getView().getMaxZoom() - SETTLED;
  }

  /** Whether the zoom is the one that the groups are made for. */
  get #settled(): boolean {
    return Math.abs((this.#map.getView().getZoom() ?? 0) - this.#zoom) < SETTLED;
  }

  #place(): void {
    this.#spots = this.#groups().map((group) => ({
      key: this.#nearest ? `${group.key} each` : group.key,
      group,
      at: fromLonLat([group.longitude, group.latitude]),
    }));
    const focused = this.#focusedPlant();
    const followed = this.#spots.filter(({ group: { plants } }) =>
      [this.#chosen, focused].some((plant) => plant && plants.includes(plant)),
    );
    const near = [...this.#within(this.#aroundPx), ...followed];
    this.#keepOnly(new Set(near.map(({ key }) => key)));
    this.#build([...this.#within(EDGE_PX), ...followed]);
    for (const stand of this.#stands.values()) stand.mark(this.#chosen);
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
    for (const { key, group } of spots) {
      if (this.#stands.has(key)) continue;
      const together = group.plants.length > 1 && !this.#nearest;
      const about = { together, lang: this.#lang, actions: this.#actions };
      this.#stands.set(key, new Stand(this.#map, group, about));
    }
    this.#order();
  }

  /** The keyboard never leads out of sight. */
  #reach(): void {
    const inSight = new Set(this.#within(EDGE_PX).map(({ key }) => key));
    for (const [key, stand] of this.#stands) stand.reach(inSight.has(key));
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
