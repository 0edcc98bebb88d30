/** The form above the list. Without a script it asks the server; with one, list and map follow while one types. */

import { formatNumber } from "../domain/number";
import { type Selection, selectionOf, takes } from "../domain/selection";
import type { Lang } from "../domain/words";
import type { PlantEntry } from "./plants";

const TYPING_MS = 150;

export interface Filtered {
  readonly plants: readonly PlantEntry[];
  readonly selection: Selection;
  /** Whether it was chosen rather than typed: then the map may go where the plants are. */
  readonly chosen: boolean;
}

export class Filters {
  readonly #page: ParentNode;
  readonly #form: HTMLFormElement | null;
  readonly #plants: readonly PlantEntry[];
  readonly #onChange: (filtered: Filtered) => void;
  readonly #lang: Lang;
  #shown: readonly PlantEntry[];
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    page: ParentNode,
    plants: readonly PlantEntry[],
    lang: Lang,
    onChange: (filtered: Filtered) => void,
  ) {
    this.#page = page;
    this.#plants = plants;
    this.#lang = lang;
    this.#onChange = onChange;
    this.#form = page.querySelector<HTMLFormElement>("[data-filters]");
    this.#shown = this.#chosen();
    this.#form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#apply(true);
    });
    this.#form?.addEventListener("change", (event) => {
      this.#apply(!(event.target as HTMLElement).matches('[type="search"]'));
    });
    this.#form?.addEventListener("input", (event) => {
      if ((event.target as HTMLElement).matches('[type="search"]')) this.#applySoon();
    });
    page.querySelector('[data-action="show-all"]')?.addEventListener("click", (event) => {
      event.preventDefault();
      this.clear();
      this.#form?.querySelector<HTMLElement>('[type="search"]')?.focus();
    });
  }

  /** The plants that were asked for. */
  get shown(): readonly PlantEntry[] {
    return this.#shown;
  }

  get selection(): Selection {
    const fields = this.#form ? [...new FormData(this.#form)] : [];
    return selectionOf(new URLSearchParams(fields.map(([name, text]) => [name, String(text)])));
  }

  #chosen(): PlantEntry[] {
    const selection = this.selection;
    return this.#plants.filter((plant) => takes(selection, plant));
  }

  #applySoon(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#apply(false), TYPING_MS);
  }

  #apply(chosen: boolean): void {
    clearTimeout(this.#typing);
    const plants = this.#chosen();
    this.#shown = plants;
    const asked = new Set(plants);
    for (const plant of this.#plants) plant.item.hidden = !asked.has(plant);
    const count = this.#page.querySelector("[data-chosen]");
    if (count) count.textContent = formatNumber(plants.length, 0, this.#lang);
    const none = this.#page.querySelector<HTMLElement>("[data-no-match]");
    if (none) none.hidden = plants.length > 0;
    this.#onChange({ plants, selection: this.selection, chosen });
  }

  /** Asks for all plants again. */
  clear(): void {
    for (const field of this.#form?.elements ?? []) {
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = false;
      else if (field instanceof HTMLInputElement && field.type === "search") field.value = "";
      else if (field instanceof HTMLSelectElement) field.value = "";
    }
    this.#apply(true);
  }
}
