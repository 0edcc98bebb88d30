/** The button of plants that stand together: what they give in sum, and how many of them report. */

import { mapWords } from "../domain/mapwords";
import { formatNumber } from "../domain/number";
import type { State } from "../domain/reading";
import { type Total, totalOf } from "../domain/total";
import { fill, type Lang } from "../domain/words";
import { putAttribute, putText } from "../elements/put";
import type { Group } from "./groups";
import { partOf } from "./plants";
import { pressed } from "./press";
import { reportingText, sumText, unsummedText } from "./summary";

const BEST_FIRST: readonly State[] = [
  "live",
  "no_production",
  "stale",
  "waiting",
  "error",
  "paused",
  "none",
];
const NAMED = 4; // a longer list is not listened to

function span(className: string, ...children: (Node | string)[]): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.append(...children);
  return element;
}

function lineOfSum(): HTMLElement {
  return span("cluster-sum", span("cluster-number"), "\u00a0", span("cluster-unit"));
}

export class Cluster {
  readonly button = document.createElement("button");
  readonly #group: Group;
  readonly #lang: Lang;
  readonly #names: string;
  readonly #icon = document.createElement("quelia-tally"); // it has the shape of a state
  readonly #sums = span("cluster-sums");
  readonly #reporting = span("cluster-reporting");
  readonly #count = span("cluster-count");
  readonly #short = span("cluster-short");

  constructor(group: Group, lang: Lang, open: () => void) {
    this.#group = group;
    this.#lang = lang;
    const count = group.plants.length;
    const names = group.plants.slice(0, NAMED).map(({ name }) => name);
    this.#names = fill(mapWords(lang).cluster, {
      count: formatNumber(count, 0, lang),
      names: names.join(", ") + (count > NAMED ? "…" : ""),
    });

    const shape = span("");
    shape.dataset["part"] = "icon";
    this.#icon.append(shape);
    const about = span("cluster-about", this.#sums, this.#short, this.#reporting);
    putText(this.#count, formatNumber(count, 0, lang));
    for (const hidden of [this.#icon, this.#count, this.#short])
      hidden.setAttribute("aria-hidden", "true");

    this.button.type = "button";
    this.button.className = "marker cluster";
    this.button.dataset["cluster"] = group.plants.map(({ slug }) => slug).join(" ");
    this.button.append(span("unseen", `${this.#names} `), this.#count, this.#icon, about);
    pressed(this.button, open);
    this.show();
  }

  /** Writes what its plants give now. */
  show(): void {
    const total = totalOf(this.#group.plants.map(partOf));
    this.#icon.dataset["state"] = BEST_FIRST.find((state) => total.states.has(state)) ?? "none";
    const texts = total.sums
      .map((sum) => sumText(sum, this.#lang))
      .filter(({ number }) => number !== "");
    texts.forEach(({ number, unit }, at) => {
      const line = this.#sums.children[at] ?? this.#sums.appendChild(lineOfSum());
      const [written, , symbol] = line.childNodes as unknown as HTMLElement[];
      if (!written || !symbol) return;
      // What was once this wide stays so: the button does not tremble around 10.
      const widest = written.dataset["widest"] ?? "";
      if (number.length > widest.length) written.dataset["widest"] = number;
      putText(written, number);
      putText(symbol, unit);
    });
    for (const gone of [...this.#sums.children].slice(texts.length)) gone.remove();
    this.#tell(total);
  }

  /** In words, for those who listen and those who point at it. */
  #tell(total: Total): void {
    const { reporting, connected } = total;
    const words = mapWords(this.#lang);
    const unsourced = this.#group.plants.length - connected;
    const told = [
      connected > 0 ? reportingText(total, this.#lang) : "",
      unsummedText(total, this.#lang),
      unsourced > 0 ? fill(words.unsourced, { count: formatNumber(unsourced, 0, this.#lang) }) : "",
    ]
      .filter((text) => text !== "")
      .join(", ");
    putText(this.#reporting, told);
    // Only where some are missing: a number beside that of the plants needs a reason.
    const short = {
      count: formatNumber(reporting, 0, this.#lang),
      all: formatNumber(connected, 0, this.#lang),
    };
    putText(this.#short, reporting < connected ? fill(words.reporting_short, short) : "");
    for (const seen of this.button.querySelectorAll(":scope > :not(.unseen)"))
      putAttribute(seen, "title", told ? `${this.#names} – ${told}` : this.#names);
  }
}
