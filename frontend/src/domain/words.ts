/**
 * The visitor's words, from the same files as the server's. No visitor reads a word written in TypeScript, and a language
 * more is a folder more.
 */

type Visitor = typeof import("../../../src/quelia/texts/fr/visitor.json");

/** The code of a language that has a folder. */
export type Lang = string;

const FIRST: Lang = "fr";

/** What was found in each folder, by language; what is not found is said in French. */
export function byLanguage<T>(found: Record<string, T>): (lang: Lang) => T {
  const told = new Map(Object.entries(found).map(([path, each]) => [path.split("/").at(-2), each]));
  return (lang) => (told.get(lang) ?? told.get(FIRST)) as T;
}

// one part each, so that an element carries no more than it says; the folders are named to the builder as they are here
const stateIn = byLanguage(
  import.meta.glob<Visitor["state"]>("../../../src/quelia/texts/*/visitor.json", {
    eager: true,
    import: "state",
  }),
);
const ageIn = byLanguage(
  import.meta.glob<Visitor["age"]>("../../../src/quelia/texts/*/visitor.json", {
    eager: true,
    import: "age",
  }),
);
const elementIn = byLanguage(
  import.meta.glob<Visitor["element"]>("../../../src/quelia/texts/*/visitor.json", {
    eager: true,
    import: "element",
  }),
);
const quantityIn = byLanguage(
  import.meta.glob<Visitor["quantity"]>("../../../src/quelia/texts/*/visitor.json", {
    eager: true,
    import: "quantity",
  }),
);
const LOCALES = import.meta.glob<string>("../../../src/quelia/texts/*/language.json", {
  eager: true,
  import: "locale",
});
const localeIn = byLanguage(LOCALES);
const LANGUAGES = new Set(Object.keys(LOCALES).map((path) => path.split("/").at(-2)));

export type Words = Pick<Visitor, "state" | "age" | "element" | "quantity">;

/** The language of a tag such as `en-US`; French for the unknown. */
export function langOf(tag: string | null | undefined): Lang {
  const code = (tag ?? "").toLowerCase().split(/[-_]/, 1)[0] ?? "";
  return LANGUAGES.has(code) ? code : FIRST;
}

/** As `Intl` knows it: `en-GB`. */
export function localeOf(lang: Lang): string {
  return localeIn(lang).replace("_", "-");
}

export function words(lang: Lang): Words {
  return {
    state: stateIn(lang),
    age: ageIn(lang),
    element: elementIn(lang),
    quantity: quantityIn(lang),
  };
}

/** Puts facts into a sentence: `fill("Relevé {ago}", { ago: "il y a 3 s" })`. */
export function fill(sentence: string, facts: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => facts[name] ?? hole);
}

/** A word by a key that comes from outside, or the key itself. */
export function wordFor(list: Record<string, string>, key: string): string {
  return Object.hasOwn(list, key) ? (list[key] ?? key) : key;
}
