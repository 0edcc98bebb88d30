/** Words that only the map page needs: kept apart, so that an embed does not carry them. */

import { formatNumber } from "./number";
import { byLanguage, fill, type Lang, localeOf } from "./words";

type Total = typeof import("../../../src/quelia/texts/fr/visitor.json")["total"];

const totalIn = byLanguage(
  import.meta.glob<Total>("../../../src/quelia/texts/*/visitor.json", {
    eager: true,
    import: "total",
  }),
);

export function mapWords(lang: Lang): Total {
  return totalIn(lang);
}

/** The sentence for so many. In French, nothing is singular too. */
export function counted(
  key: "reporting" | "unsummed" | "simulated",
  count: number,
  lang: Lang,
  facts: Record<string, string> = {},
): string {
  const form = new Intl.PluralRules(localeOf(lang)).select(count) === "one" ? "one" : "other";
  return fill(totalIn(lang)[`${key}_${form}`], { count: formatNumber(count, 0, lang), ...facts });
}
