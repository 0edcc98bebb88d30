/** The total of the plants on the map: how much they give together, how many report, and how the others are. */

import { counted, mapWords } from "../domain/mapwords";
import { formatNumber } from "../domain/number";
import { type Sum, scaleOf, type Total, totalOf } from "../domain/total";
import { fromBase } from "../domain/unit";
import { fill, type Lang } from "../domain/words";
import { putAttribute, putText } from "../elements/put";
import { type PlantEntry, partOf } from "./plants";

const MANY_STATES = 4; // from so many on there is room for more lines than one

/** A sum as it is read, such as `84,2 MW`; an empty number where nothing reports. */
export function sumText(sum: Sum, lang: Lang): { number: string; unit: string } {
  const { unit, decimals } = scaleOf(sum);
  const number =
    sum.number === null ? "" : formatNumber(fromBase(sum.number, unit), decimals, lang);
  return { number, unit };
}

export function reportingText({ reporting, connected }: Total, lang: Lang): string {
  if (connected === 0) return mapWords(lang).reporting_none;
  return counted("reporting", reporting, lang, { all: formatNumber(connected, 0, lang) });
}

/** What reports and is not in the sum, and why; empty where there is nothing. */
export function unsummedText(total: Total, lang: Lang): string {
  return (["unsummed", "simulated"] as const)
    .filter((key) => total[key] > 0)
    .map((key) => counted(key, total[key], lang))
    .join(", ");
}

export class Summary {
  readonly #root: HTMLElement;
  readonly #lang: Lang;
  #heldAt: string | null = null;
  #held: readonly PlantEntry[] | null = null;

  constructor(root: HTMLElement, lang: Lang) {
    this.#root = root;
    this.#lang = lang;
  }

  /** Shows the total of these plants. */
  show(plants: readonly PlantEntry[]): void {
    if (this.#heldAt !== null && this.#held === plants) return; // what was true then
    if (this.#held) this.#heldAt = ""; // other plants, and nobody wrote down what they gave then
    if (this.#heldAt !== null) this.#held = plants;
    const total = totalOf(plants.map(partOf));
    const quantities = total.sums.map(({ quantity }) => quantity);
    for (const line of this.#root.querySelectorAll<HTMLElement>("[data-sum]")) {
      line.hidden = !quantities.includes(line.dataset["sum"] ?? "");
    }
    for (const sum of total.sums) this.#showSum(sum);
    putText(this.#root.querySelector("[data-reporting]"), reportingText(total, this.#lang));
    const unsummed = this.#root.querySelector<HTMLElement>("[data-unsummed]");
    if (unsummed) {
      const text = unsummedText(total, this.#lang);
      putText(unsummed, text);
      unsummed.hidden = text === "";
    }
    this.#showTallies(total);
  }

  /** at: when the page was held, as text: from then on the numbers are of then. null: they are of now. */
  hold(at: string | null): void {
    this.#heldAt = at;
    this.#held = null;
  }

  #showSum(sum: Sum): void {
    const line = this.#root.querySelector(`[data-sum="${sum.quantity}"]`);
    if (!line) return;
    const { number, unit } = sumText(sum, this.#lang);
    const { now, held, held_only, nothing } = mapWords(this.#lang);
    const held_at = this.#heldAt ? fill(held, { time: this.#heldAt }) : held_only;
    const when = this.#heldAt === null ? now : held_at;
    line.toggleAttribute("data-empty", number === "");
    putText(line.querySelector("[data-now]"), number === "" ? nothing : when);
    putText(line.querySelector('[data-part="number"]'), number);
    putText(line.querySelector('[data-part="unit"]'), unit);
  }

  #showTallies({ states }: Total): void {
    let plants = 0;
    for (const tally of this.#root.querySelectorAll<HTMLElement>("[data-tally]")) {
      const count = [...states].find(([state]) => state === tally.dataset["tally"])?.[1] ?? 0;
      tally.hidden = count === 0;
      putText(tally.querySelector("[data-count]"), formatNumber(count, 0, this.#lang));
      plants += count;
    }
    const tallies = this.#root.querySelector(".tallies");
    if (tallies) putAttribute(tallies, "data-most", String(Math.min(MANY_STATES, plants)));
  }
}
