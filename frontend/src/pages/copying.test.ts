// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { startCopying } from "./copying";

const TEXT = '<pre id="what">Bonjour</pre>';
const FIELD = '<input id="what" value="Bonjour">';
const BUTTON =
  '<p><button data-copy="what" data-copied="Copié" data-by-hand="À la main" hidden>Copier</button> <span role="status"></span></p>';

async function copied(
  what: string,
  writeText: (text: string) => Promise<void>,
): Promise<string | null> {
  document.body.innerHTML = what + BUTTON;
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  startCopying();
  const button = document.querySelector("button");
  expect(button?.hidden).toBe(false);
  button?.click();
  await Promise.resolve();
  await Promise.resolve();
  return document.querySelector("[role=status]")?.textContent ?? null;
}

test.each([TEXT, FIELD])("what is named is copied, and that is said: %s", async (what) => {
  const writeText = vi.fn(async () => {});
  expect(await copied(what, writeText)).toBe("Copié");
  expect(writeText).toHaveBeenCalledWith("Bonjour");
});

test.each([TEXT, FIELD])("where no script may copy it is to be done by hand: %s", async (what) => {
  const refused = async () => {
    throw new DOMException("no");
  };
  expect(await copied(what, refused)).toBe("À la main");
});
