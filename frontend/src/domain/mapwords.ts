/** Words that only the map page needs: kept apart, so that an embed does not carry them. */

import { total as totalEn } from "../../../src/quelia/texts/en/visitor.json";
import { total as totalFr } from "../../../src/quelia/texts/fr/visitor.json";
import { formatNumber } from "./number";
import { fill, type Lang } from "./words";

const WORDS = { fr: totalFr, en: totalEn };

export function mapWords(lang: Lang): (typeof WORDS)["fr"] {
  return WORDS[lang];
}

/** The sentence for so many. In French, nothing is singular too. */
export function counted(
  key: "reporting" | "unsummed",
  count: number,
  lang: Lang,
  facts: Record<string, string> = {},
): string {
  const form = count === 1 || (lang === "fr" && count === 0) ? "one" : "other";
  return fill(WORDS[lang][`${key}_${form}`], { count: formatNumber(count, 0, lang), ...facts });
}
