/** The parts of a shown value, as they stand in a page: found there and filled. */

import type { Display, OtherDisplay } from "../domain/display";
import { putAttribute, putText } from "./put";

export const PARTS = ["icon", "word", "number", "unit", "percent", "age", "mark"] as const;
export type PartName = (typeof PARTS)[number];

export const NO_BREAK_SPACE = "\u00a0";

/** An element that is a part, with what stands in it. */
export function part(name: string, tag = "span", ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  element.dataset["part"] = name;
  element.append(...children);
  return element;
}

export class Parts {
  readonly #root: ParentNode;

  constructor(root: ParentNode) {
    this.#root = root;
  }

  /** Writes the parts that are given; null leaves what stands there. */
  write(texts: Partial<Pick<Display, PartName>>): void {
    for (const name of PARTS) {
      const text = texts[name] ?? null;
      if (text !== null) putText(this.#root.querySelector(`[data-part="${name}"]`), text);
    }
  }

  show(shown: Display): void {
    this.write(shown);
    this.#keepRoom(shown.widest, shown.number);
    const fill = this.#root.querySelector('[data-part="fill"]');
    if (fill) putAttribute(fill, "width", shown.gauge.toFixed(3));
    const list = this.#root.querySelector('[data-part="others"]');
    if (list) this.#showOthers(list, shown.others);
  }

  /** The longest number there may be keeps its room: what stands beside it does not move when 10,2 becomes 9,8. */
  #keepRoom(...numbers: string[]): void {
    const part = this.#root.querySelector<HTMLElement>('[data-part="number"]');
    if (!part) return;
    const longest = [part.dataset["widest"] ?? "", ...numbers].reduce((longest, each) =>
      each.length > longest.length ? each : longest,
    );
    if (longest !== (part.dataset["widest"] ?? "")) part.dataset["widest"] = longest;
  }

  #showOthers(list: Element, others: readonly OtherDisplay[]): void {
    const rows = new Map<string, Element>();
    for (const row of list.children) rows.set(row.getAttribute("data-quantity") ?? "", row);
    for (const other of others) {
      const row = rows.get(other.quantity) ?? this.#addRow(list, other);
      rows.delete(other.quantity);
      putText(row.querySelector('[data-part="other-number"]'), other.number);
      putText(row.querySelector('[data-part="other-unit"]'), other.unit);
    }
    for (const gone of rows.values()) gone.remove();
  }

  #addRow(list: Element, { quantity, label }: OtherDisplay): Element {
    const row = document.createElement("div");
    row.dataset["quantity"] = quantity;
    row.append(
      part("other-label", "dt", label),
      part("other-value", "dd", part("other-number"), NO_BREAK_SPACE, part("other-unit")),
    );
    list.append(row);
    return row;
  }
}
