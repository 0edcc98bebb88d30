/** The choice of where to go: the mainland, or a department overseas, each with how many plants are there. */

import { formatNumber } from "../domain/number";
import type { Lang } from "../domain/words";
import { areaAt } from "./areas";
import type { PlantEntry } from "./plants";
import type { PlantMap } from "./view";

export class Places {
  readonly #choice: HTMLSelectElement | null;
  readonly #names: readonly string[];
  readonly #lang: Lang;

  constructor(page: ParentNode, map: PlantMap, lang: Lang) {
    this.#lang = lang;
    const choice = page.querySelector<HTMLSelectElement>("[data-area]");
    this.#choice = choice;
    this.#names = [...(choice?.options ?? [])].map(({ text }) => text);
    choice?.addEventListener("change", () => map.showArea(choice.value));
    const show = () => {
      if (choice) choice.value = map.area ?? "";
    };
    map.onAreaChange(show);
    show();
  }

  /** Says how many of these plants are in each place: those overseas are not in sight. */
  use(plants: readonly PlantEntry[]): void {
    const areas = plants.map(({ longitude, latitude }) => areaAt(longitude, latitude)?.slug);
    for (const [at, option] of [...(this.#choice?.options ?? [])].entries()) {
      const count = areas.filter((slug) => slug === option.value).length;
      option.text = `${this.#names[at]}${count > 0 ? ` (${formatNumber(count, 0, this.#lang)})` : ""}`;
    }
  }
}
