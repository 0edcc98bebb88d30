/** The map page: the list becomes a map, a card, and addresses that can be shared. */

import "./map.css";
import { defineQueliaLive } from "../elements/quelia-live";
import { boardOf } from "../live/board";
import { Card } from "../map/card";
import { Markers } from "../map/markers";
import { type PlantEntry, readPlants } from "../map/plants";
import { PlantMap } from "../map/view";
import { startChrome } from "./chrome";

function rememberInAddress(slug: string | null): void {
  const address = new URL(window.location.href);
  if (slug === null) address.searchParams.delete("plant");
  else address.searchParams.set("plant", slug);
  window.history.replaceState(null, "", address);
  // The other language shows the same plant.
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-language]")) {
    const other = new URL(address);
    other.searchParams.set("lang", link.dataset["language"] ?? "");
    link.href = other.search;
  }
}

function start(page: HTMLElement): void {
  const target = page.querySelector<HTMLElement>("[data-canvas]");
  const root = page.querySelector<HTMLElement>("[data-card]");
  if (!target || !root) return;
  const plants = readPlants(page);
  const map = new PlantMap(target, plants, page.dataset["basemap"] ?? "");
  let chosen: PlantEntry | null = null;
  const card = new Card(root, () => {
    chosen = null;
    markers.select(null);
    rememberInAddress(null);
  });

  const open = (plant: PlantEntry, opener: HTMLElement | null) => {
    chosen = plant;
    card.open(plant, opener);
    markers.select(plant.slug);
    map.reveal(plant, card.coversPx(target));
    rememberInAddress(plant.slug);
  };
  const markers = new Markers(map.ol, plants, {
    open: (plant) => open(plant, markers.button(plant.slug) ?? null),
    focus: (plant) => map.reveal(plant),
  });

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
