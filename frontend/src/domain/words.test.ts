import { describe, expect, it } from "vitest";
import { mapWords } from "./mapwords";
import { byLanguage, langOf, localeOf, words } from "./words";

describe("the words of a language", () => {
  it.each([
    ["fr", "fr"],
    ["en-US", "en"],
    ["EN_gb", "en"],
    ["english", "fr"],
    ["de", "fr"],
    ["", "fr"],
    [null, "fr"],
  ])("of %s is %s", (tag, lang) => {
    expect(langOf(tag)).toBe(lang);
  });

  it("come from its folder", () => {
    expect([words("fr").state.live, words("en").state.live]).toEqual(["Temps réel", "Live"]);
    expect(mapWords("en").gas).not.toBe(mapWords("fr").gas);
    expect([localeOf("fr"), localeOf("en")]).toEqual(["fr-FR", "en-GB"]);
  });

  it("are those of a folder more, and French where there is none", () => {
    const word = byLanguage({ "../texts/fr/a.json": "un", "../texts/xq/a.json": "qun" });
    expect([word("xq"), word("fr"), word("de")]).toEqual(["qun", "un", "un"]);
  });
});
