/** The plants of a map page, read from the list the server wrote: no further request, one truth. */

export interface PlantEntry {
  readonly slug: string;
  readonly name: string;
  readonly energy: string;
  readonly energyWord: string;
  readonly place: string;
  readonly capacity: string;
  readonly href: string;
  readonly longitude: number;
  readonly latitude: number;
  /** The live value as the server wrote it, to be copied into a marker or a card. */
  readonly live: Element;
  readonly item: HTMLElement;
}

function text(item: Element, name: string): string {
  return item.querySelector(`[data-field="${name}"]`)?.textContent?.trim() ?? "";
}

function entry(item: HTMLElement): PlantEntry | null {
  const { plant, energy, longitude, latitude } = item.dataset;
  const live = item.querySelector("quelia-live");
  if (!plant || !live) return null;
  return {
    slug: plant,
    name: text(item, "name"),
    energy: energy ?? "",
    energyWord: text(item, "energy"),
    place: text(item, "place"),
    capacity: text(item, "capacity"),
    href: item.querySelector("a")?.getAttribute("href") ?? "",
    longitude: Number(longitude),
    latitude: Number(latitude),
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
