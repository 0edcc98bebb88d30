/** The visitor's words, from the same files as the server's. No visitor reads a word written in TypeScript. */

import {
  age as ageEn,
  element as elementEn,
  quantity as quantityEn,
  state as stateEn,
} from "../../../src/quelia/texts/en/visitor.json";
import {
  age as ageFr,
  element as elementFr,
  quantity as quantityFr,
  state as stateFr,
} from "../../../src/quelia/texts/fr/visitor.json";

export type Lang = "fr" | "en";

const WORDS = {
  fr: { state: stateFr, age: ageFr, element: elementFr, quantity: quantityFr },
  en: { state: stateEn, age: ageEn, element: elementEn, quantity: quantityEn },
};

export type Words = (typeof WORDS)["fr"];

/** The language of a tag such as `en-US`; French for the unknown. */
export function langOf(tag: string | null | undefined): Lang {
  return /^en\b/i.test(tag ?? "") ? "en" : "fr";
}

export function words(lang: Lang): Words {
  return WORDS[lang];
}

/** Puts facts into a sentence: `fill("Relevé {ago}", { ago: "il y a 3 s" })`. */
export function fill(sentence: string, facts: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => facts[name] ?? hole);
}

/** A word by a key that comes from outside, or the key itself. */
export function wordFor(list: Record<string, string>, key: string): string {
  return Object.hasOwn(list, key) ? (list[key] ?? key) : key;
}
