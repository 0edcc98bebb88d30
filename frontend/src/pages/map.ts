/** The map page: the list becomes a map, a card, and addresses that can be shared. */

import "./map.css";
import { langOf } from "../domain/words";
import { defineQueliaLive } from "../elements/quelia-live";
import { boardOf } from "../live/board";
import { everySecond } from "../live/clock";
import { writeAddress } from "../map/address";
import { Card } from "../map/card";
import { Filters } from "../map/filters";
import { holdButton } from "../map/hold";
import { Markers } from "../map/markers";
import { Places } from "../map/places";
import { type PlantEntry, readPlants } from "../map/plants";
import { Summary } from "../map/summary";
import { PlantMap } from "../map/view";
import { startChrome } from "./chrome";

function start(page: HTMLElement): void {
  const target = page.querySelector<HTMLElement>("[data-canvas]");
  const root = page.querySelector<HTMLElement>("[data-card]");
  const sums = page.querySelector<HTMLElement>("[data-summary]");
  if (!target || !root || !sums) return;
  const lang = langOf(document.documentElement.lang);
  const plants = readPlants(page);
  const { basemap = "", basemapDetail = "", basemapOverseas = "" } = page.dataset;
  const map = new PlantMap(
    target,
    plants,
    { first: basemap, detail: basemapDetail, overseas: basemapOverseas },
    lang,
  );
  const places = new Places(page, map);
  const summary = new Summary(sums, lang);
  let chosen: PlantEntry | null = null;

  const showHeld = (at: string | null) => {
    summary.hold(at);
    summary.show(filters.shown);
  };
  const card = new Card(root, () => {
    chosen = null;
    markers.choose(null);
    writeAddress(null, filters.selection);
  });
  const open = (plant: PlantEntry, opener: HTMLElement | null) => {
    chosen = plant;
    card.open(plant, opener);
    markers.choose(plant);
    map.reveal(plant, card.coversPx(target));
    writeAddress(plant, filters.selection);
  };
  const markers = new Markers(map.ol, lang, {
    open: (plant) => open(plant, markers.buttonOf(plant) ?? null),
    openGroup: (group) => map.showPlants(group),
    focus: ([plant]) => plant && map.reveal(plant),
    isHere: (plant) => map.isHere(plant),
  });
  const filters = new Filters(page, plants, (filtered) => {
    markers.use(filtered.plants);
    places.use(filtered.plants);
    summary.show(filtered.plants);
    if (filtered.chosen) map.showPlants(filtered.plants);
    if (chosen && !filtered.plants.includes(chosen)) card.close();
    writeAddress(chosen, filtered.selection);
  });
  markers.use(filters.shown);
  places.use(filters.shown);
  if (filters.shown.length < plants.length) map.showPlants(filters.shown);

  holdButton(sums, boardOf(""), showHeld, lang);
  const sum = () => {
    summary.show(filters.shown);
    markers.refresh();
  };
  everySecond(sum);
  // What is no longer live is in no sum a moment longer.
  page.addEventListener("quelia-state", () => queueMicrotask(sum));

  for (const plant of plants) {
    const button = plant.item.querySelector<HTMLButtonElement>('[data-action="locate"]');
    button?.addEventListener("click", () => open(plant, button));
  }
  const tools: Record<string, () => void> = {
    "zoom-in": () => map.zoomBy(1, chosen),
    "zoom-out": () => map.zoomBy(-1, chosen),
    whole: () => map.showWhole(),
  };
  for (const [name, action] of Object.entries(tools)) {
    page.querySelector(`[data-action="${name}"]`)?.addEventListener("click", action);
  }

  const asked = new URLSearchParams(window.location.search).get("plant");
  const linked = plants.find((plant) => plant.slug === asked);
  if (linked) open(linked, null);
}

const page = document.querySelector<HTMLElement>("[data-map]");
if (page) {
  boardOf("").watchMap(page.dataset["map"] ?? "");
  startChrome();
  start(page);
  defineQueliaLive();
}
