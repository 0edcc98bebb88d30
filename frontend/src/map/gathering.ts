/** The plants of a group that no zoom tells apart: a list above the map, with room for any number of them. */

import { mapWords } from "../domain/mapwords";
import { formatNumber } from "../domain/number";
import { fill, type Lang } from "../domain/words";
import { briefOf, energyOf, type PlantEntry } from "./plants";

export class Gathering {
  readonly #dialog: HTMLDialogElement | null;
  readonly #lang: Lang;
  readonly #choose: (plant: PlantEntry) => void;

  /** page: where the server wrote the empty list. choose: what a click on a plant does. */
  constructor(page: ParentNode, lang: Lang, choose: (plant: PlantEntry) => void) {
    this.#dialog = page.querySelector<HTMLDialogElement>("[data-gathering]");
    this.#lang = lang;
    this.#choose = choose;
    const dialog = this.#dialog;
    dialog?.querySelector('[data-action="close"]')?.addEventListener("click", () => dialog.close());
    dialog?.addEventListener("pointerdown", (event) => {
      if (event.target === dialog) dialog.close(); // beside it
    });
    // Escape closes this, and not the card too.
    dialog?.addEventListener("keydown", (event) => event.stopPropagation());
    dialog?.addEventListener("close", () => this.#list?.replaceChildren());
  }

  open(plants: readonly PlantEntry[]): void {
    const title = this.#dialog?.querySelector<HTMLElement>('[data-field="title"]');
    if (!this.#dialog || !title) return;
    title.textContent = fill(mapWords(this.#lang).gathering, {
      count: formatNumber(plants.length, 0, this.#lang),
    });
    this.#list?.replaceChildren(...plants.map((plant) => this.#row(plant)));
    this.#dialog.showModal();
    title.focus();
  }

  get #list(): HTMLElement | null | undefined {
    return this.#dialog?.querySelector<HTMLElement>('[data-field="plants"]');
  }

  #row(plant: PlantEntry): HTMLLIElement {
    const name = document.createElement("span");
    name.className = "gathered-name";
    name.textContent = `${plant.name} `;

    const button = document.createElement("button");
    button.type = "button";
    button.dataset["gathered"] = plant.slug;
    button.append(energyOf(plant), name, briefOf(plant, "live-row"));
    button.addEventListener("click", () => {
      this.#dialog?.close();
      this.#choose(plant);
    });
    const row = document.createElement("li");
    row.append(button);
    return row;
  }
}
