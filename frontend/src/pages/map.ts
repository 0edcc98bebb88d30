/** The map page: the list becomes a map, a card, and addresses that can be shared. */

import "./map.css";
import { langOf } from "../domain/words";
import { defineQueliaLive } from "../elements/quelia-live";
import { boardOf } from "../live/board";
import { writeAddress } from "../map/address";
import { Card, type Opener } from "../map/card";
import { Filters } from "../map/filters";
import { Gathering } from "../map/gathering";
import { holdButton } from "../map/hold";
import { Markers } from "../map/markers";
import { Places } from "../map/places";
import { type PlantEntry, readPlants } from "../map/plants";
import { Summary } from "../map/summary";
import { keepSummed } from "../map/summing";
import { mapTools } from "../map/tools";
import { PlantMap } from "../map/view";
import { startChrome } from "./chrome";

/** What the server wrote that becomes a map; null on a page without one. */
function piecesOf(page: HTMLElement) {
  const target = page.querySelector<HTMLElement>("[data-canvas]");
  const card = page.querySelector<HTMLElement>("[data-card]");
  const sums = page.querySelector<HTMLElement>("[data-summary]");
  const { basemap = "", basemapDetail = "", basemapOverseas = "" } = page.dataset;
  const files = { first: basemap, detail: basemapDetail, overseas: basemapOverseas };
  return target && card && sums ? { target, card, sums, files } : null;
}

function start(page: HTMLElement): void {
  const pieces = piecesOf(page);
  if (!pieces) return;
  const lang = langOf(document.documentElement.lang);
  const plants = readPlants(page);
  const map = new PlantMap(pieces.target, plants, pieces.files, lang);
  const places = new Places(page, map);
  const summary = new Summary(pieces.sums, lang);
  let chosen: PlantEntry | null = null;

  const card = new Card(pieces.card, () => {
    chosen = null;
    markers.choose(null);
    writeAddress(null, filters.selection);
  });
  const open = (plant: PlantEntry, opener: Opener) => {
    chosen = plant;
    card.open(plant, opener);
    markers.choose(plant);
    map.reveal(plant, { ...card.covers(pieces.target), topPx: markers.abovePx(plant) });
    writeAddress(plant, filters.selection);
  };
  const openHere = (plant: PlantEntry) => open(plant, () => markers.buttonOf(plant));
  const gathering = new Gathering(page, lang, openHere);
  const markers = new Markers(map.ol, lang, {
    open: openHere,
    openGroup: (group) => map.showPlants(group),
    openGathering: (gathered) => gathering.open(gathered),
    focus: ([plant], abovePx) => plant && map.reveal(plant, { topPx: abovePx }),
    isHere: (plant) => map.isHere(plant),
  });
  const show = (shown: readonly PlantEntry[], go: boolean) => {
    markers.use(shown);
    places.use(shown);
    if (go) map.showPlants(shown);
  };
  const sum = () => {
    summary.show(filters.shown);
    markers.refresh();
  };
  const filters = new Filters(page, plants, lang, (filtered) => {
    show(filtered.plants, filtered.chosen);
    sum();
    if (chosen && !filtered.plants.includes(chosen)) card.close();
    writeAddress(chosen, filtered.selection);
  });

  show(filters.shown, filters.shown.length < plants.length);
  keepSummed(page, sum);
  holdButton(
    pieces.sums,
    boardOf(""),
    (at) => {
      summary.hold(at);
      sum();
    },
    lang,
  );
  mapTools(page, map, () => chosen);
  for (const plant of plants) {
    const button = plant.item.querySelector<HTMLButtonElement>('[data-action="locate"]');
    button?.addEventListener("click", () => open(plant, () => button));
  }
  const asked = new URLSearchParams(window.location.search).get("plant");
  const linked = plants.find((plant) => plant.slug === asked);
  // A plant that is asked for by name is shown, whatever else is asked for.
  if (linked && !filters.shown.includes(linked)) filters.clear();
  if (linked) open(linked, null);
}

const page = document.querySelector<HTMLElement>("[data-map]");
if (page) {
  page
    .querySelector('[data-action="reload"]')
    ?.addEventListener("click", () => window.location.reload());
  const grown = page.querySelector<HTMLElement>("[data-grown]");
  boardOf("").watchMap(page.dataset["map"] ?? "", () => {
    if (grown) grown.hidden = false;
  });
  startChrome();
  start(page);
  defineQueliaLive();
}
