/** The map page: the list becomes a map, a card, and addresses that can be shared. */

import "./map.css";
import { langOf } from "../domain/words";
import { defineQueliaLive } from "../elements/quelia-live";
import { boardOf } from "../live/board";
import { writeAddress } from "../map/address";
import { Card, type Opener } from "../map/card";
import { tellOfChanges } from "../map/change";
import { type Filtered, Filters } from "../map/filters";
import { Gathering } from "../map/gathering";
import { holdButton } from "../map/hold";
import { Markers } from "../map/markers";
import { Places } from "../map/places";
import { type PlantEntry, readPlants } from "../map/plants";
import { Summary } from "../map/summary";
import { keepSummed } from "../map/summing";
import { mapTools } from "../map/tools";
import { PlantMap } from "../map/view";
import { onTurn } from "../map/whole";
import { startChrome } from "./chrome";

const SEEN_PX = 140; // of the map above the card, for one to see where the plant is

/** What the server wrote that becomes a map; null on a page without one. */
function piecesOf(page: HTMLElement) {
  const target = page.querySelector<HTMLElement>("[data-canvas]");
  const card = page.querySelector<HTMLElement>("[data-card]");
  const sums = page.querySelector<HTMLElement>("[data-summary]");
  const list = page.querySelector<HTMLElement>("[data-list]");
  const { basemap = "", basemapDetail = "", basemapOverseas = "" } = page.dataset;
  const files = { first: basemap, detail: basemapDetail, overseas: basemapOverseas };
  return target && card && sums && list ? { target, card, sums, list, files } : null;
}

type Pieces = NonNullable<ReturnType<typeof piecesOf>>;

class MapPage {
  readonly #target: HTMLElement;
  readonly #map: PlantMap;
  readonly #places: Places;
  readonly #summary: Summary;
  readonly #card: Card;
  readonly #markers: Markers;
  readonly #filters: Filters;
  #chosen: PlantEntry | null = null;

  constructor(page: HTMLElement, { target, card, sums, list, files }: Pieces) {
    const lang = langOf(document.documentElement.lang);
    const plants = readPlants(page);
    const openHere = (plant: PlantEntry) => this.#open(plant, () => this.#markers.buttonOf(plant));
    const gathering = new Gathering(page, lang, openHere);
    this.#target = target;
    this.#map = new PlantMap(target, plants, files, lang);
    this.#places = new Places(page, this.#map, lang);
    this.#summary = new Summary(sums, lang);
    this.#card = new Card(card, { beneath: list, otherwise: target }, () => this.#closed());
    this.#markers = new Markers(this.#map.ol, lang, {
      open: openHere,
      openGroup: (group) => this.#map.part(group),
      openGathering: (gathered) => gathering.open(gathered),
      focus: ([plant], abovePx) => plant && this.#map.reveal(plant, { topPx: abovePx }),
      isHere: (plant) => this.#map.isHere(plant),
    });
    this.#filters = new Filters(page, plants, lang, (filtered) => this.#filter(filtered));
    this.#show(this.#filters.shown, this.#filters.shown.length < plants.length);
    keepSummed(page, () => this.#sum());
    holdButton(sums, boardOf(""), (at) => this.#hold(at), lang);
    mapTools(page, this.#map, () => this.#chosen);
    onTurn(this.#map.ol, () => this.#reveal());
    this.#locate(plants);
    this.#follow(plants);
  }

  #open(plant: PlantEntry, opener: Opener): void {
    this.#chosen = plant;
    this.#card.open(plant, opener);
    this.#markers.choose(plant);
    this.#reveal();
    writeAddress(plant, this.#filters.selection);
  }

  #closed(): void {
    this.#chosen = null;
    this.#markers.choose(null);
    writeAddress(null, this.#filters.selection);
  }

  /** Where the map stands above the list, one may be far below it. */
  #bringIntoSight(): void {
    const map = this.#target.getBoundingClientRect();
    const end = window.innerHeight - this.#card.highPx;
    const seenPx = Math.min(map.bottom, end) - Math.max(0, map.top);
    if (seenPx < SEEN_PX) this.#target.parentElement?.scrollIntoView({ block: "start" });
  }

  #reveal(): void {
    if (!this.#chosen) return;
    this.#bringIntoSight();
    const covered = this.#card.covers(this.#target);
    const topPx = covered.topPx + this.#markers.abovePx(this.#chosen);
    this.#map.reveal(this.#chosen, { ...covered, topPx });
  }

  #show(shown: readonly PlantEntry[], go: boolean): void {
    this.#markers.use(shown);
    this.#places.use(shown);
    if (go || !shown.some((plant) => this.#map.sees(plant))) this.#map.showPlants(shown);
  }

  #filter({ plants, selection, chosen }: Filtered): void {
    this.#show(plants, chosen);
    this.#sum();
    if (this.#chosen && !plants.includes(this.#chosen)) this.#card.close();
    writeAddress(this.#chosen, selection);
  }

  #sum(): void {
    this.#summary.show(this.#filters.shown);
    this.#markers.refresh();
  }

  #hold(at: string | null): void {
    this.#summary.hold(at);
    this.#sum();
  }

  #locate(plants: readonly PlantEntry[]): void {
    for (const plant of plants) {
      const button = plant.item.querySelector<HTMLButtonElement>('[data-action="locate"]');
      button?.addEventListener("click", () => this.#open(plant, () => button));
    }
  }

  /** A plant that the address asks for by name is shown, whatever else is asked for. */
  #follow(plants: readonly PlantEntry[]): void {
    const asked = new URLSearchParams(window.location.search).get("plant");
    const linked = plants.find((plant) => plant.slug === asked);
    if (!linked) return;
    if (!this.#filters.shown.includes(linked)) this.#filters.clear();
    this.#open(linked, null);
  }
}

const page = document.querySelector<HTMLElement>("[data-map]");
if (page) {
  tellOfChanges(page, boardOf(""));
  startChrome();
  const pieces = piecesOf(page);
  if (pieces) new MapPage(page, pieces);
  defineQueliaLive();
}
