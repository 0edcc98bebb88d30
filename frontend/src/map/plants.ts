/** The plants of a map page, read from the list the server wrote: no further request, one truth. */

import type { State } from "../domain/reading";
import type { Said } from "../domain/selection";
import { BASES, type Part } from "../domain/total";

export interface PlantEntry extends Said {
  readonly slug: string;
  readonly kind: string;
  readonly capacity: string;
  readonly status: string;
  readonly commissioned: string;
  /** Whose it is, and a picture of that; "" where it is not told. */
  readonly owner: string;
  readonly logo: string;
  readonly href: string;
  readonly longitude: number;
  readonly latitude: number;
  /** The quantity its state is about, "" where it has no source. */
  readonly main: string;
  /** The live value as the server wrote it: copied into a marker or a card, and the truth for sums. */
  readonly live: HTMLElement;
  readonly item: HTMLElement;
}

function text(item: Element, name: string): string {
  return item.querySelector(`[data-field="${name}"]`)?.textContent?.trim() ?? "";
}

function entry(item: HTMLElement): PlantEntry | null {
  const { plant, energy, region, main, status, commissioned, kind, longitude, latitude } =
    item.dataset;
  const live = item.querySelector<HTMLElement>("quelia-live");
  if (!plant || !live) return null;
  return {
    slug: plant,
    name: text(item, "name"),
    energy: energy ?? "",
    energyWord: text(item, "energy"),
    kind: kind ?? "",
    place: text(item, "place"),
    region: region ?? "",
    capacity: text(item, "capacity"),
    status: status ?? "",
    commissioned: commissioned ?? "",
    owner: item.dataset["owner"] ?? "",
    logo: item.dataset["logo"] ?? "",
    href: item.querySelector("a")?.getAttribute("href") ?? "",
    longitude: Number(longitude),
    latitude: Number(latitude),
    main: main ?? "",
    live,
    item,
  };
}

/** Every plant of the list, in its order. */
export function readPlants(list: ParentNode): PlantEntry[] {
  return [...list.querySelectorAll<HTMLElement>("[data-plant]")]
    .map(entry)
    .filter((plant) => plant !== null);
}

/** The shape of its energy. */
export function energyOf({ energy }: PlantEntry): HTMLElement {
  const shape = document.createElement("span");
  shape.className = "energy";
  shape.dataset["energy"] = energy;
  shape.setAttribute("aria-hidden", "true");
  return shape;
}

/** A copy of its live value, where there is room for little: neither for ages nor for what somebody wrote about a pause. */
export function briefOf(plant: PlantEntry, look: string): HTMLElement {
  const live = plant.live.cloneNode(true) as HTMLElement;
  live.className = `live ${look}`;
  live.dataset["brief"] = "";
  for (const part of ["age", "share"]) live.querySelector(`[data-part="${part}"]`)?.remove();
  return live;
}

/** What a plant is shown to give at this moment: sums never say more than the list beside them. */
export function partOf({ live, main }: PlantEntry): Part {
  const { state, value, capacity, capacityIn } = live.dataset;
  return {
    main: state === "none" ? "" : main, // nobody reads it any more
    capacity: capacityIn === BASES[main] ? Number(capacity) : 0,
    state: (state ?? "none") as State,
    value: value === undefined ? null : Number(value),
    unit: live.querySelector('[data-part="unit"]')?.textContent ?? "",
    // where the whole page says so, its values have no mark, and its sums are as made up as they are
    simulated: (live.querySelector('[data-part="mark"]')?.textContent ?? "") !== "",
  };
}
