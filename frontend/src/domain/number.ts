/** Numbers as the page's language writes them, with a steady width. */

import type { Lang } from "./words";

const MOST_DECIMALS = 2;
const LEAST = 0.005; // below, two decimals would write 0
const NOTHING = 0.000001; // a watt of a megawatt
const formats = new Map<string, Intl.NumberFormat>();

/** As many decimals as the owner gives, two at most, but not 0 for what is something. */
export function decimalsOf(value: number): number {
  if (Math.abs(value) >= NOTHING && Math.abs(value) < LEAST) {
    return -Number(value.toExponential().split("e")[1]);
  }
  const text = String(value);
  if (text.includes("e")) return Math.abs(value) < 1 ? MOST_DECIMALS : 0;
  return Math.min(MOST_DECIMALS, text.split(".")[1]?.length ?? 0);
}

/** The number alone, such as `15,8`. */
export function formatNumber(value: number, decimals: number, lang: Lang): string {
  const key = `${lang} ${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(lang, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: "negative", // zero has no sign
    });
    formats.set(key, format);
  }
  return format.format(value).replace("-", "\u2212"); // the sign that the server writes
}

/** 0.874 as `87 %`. */
export function formatPercent(share: number, lang: Lang): string {
  const key = `${lang} %`;
  const format =
    formats.get(key) ?? new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 });
  formats.set(key, format);
  return format.format(share).replace(/\s/, "\u202f"); // the space that the server writes
}

/** Remembers the most decimals each value had, so that 16 after 15.8 is written 16,0 and nothing jumps. */
export class Widths {
  readonly #most = new Map<string, number>();

  decimals(key: string, value: number): number {
    const own = decimalsOf(value);
    const most = Math.max(Math.min(own, MOST_DECIMALS), this.#most.get(key) ?? 0);
    this.#most.set(key, most);
    return Math.max(own, most); // a little nothing lends its many decimals to nobody
  }
}
