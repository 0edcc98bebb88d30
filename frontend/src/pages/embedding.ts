/** Codes to paste: they follow the options at once, and are copied by a button. The server writes them all the same. */

import { putText } from "../elements/put";
import { startCopying } from "./copying";

const CALM_MS = 250; // what is still being typed is not asked for

/** The result that the server has for what the form says now; null where it has none. */
async function asked(form: HTMLFormElement, signal: AbortSignal): Promise<Element | null> {
  const query = new URLSearchParams(
    [...new FormData(form)].map(([name, text]) => [name, String(text)]),
  );
  const url = `${window.location.pathname}?${query}`;
  const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  window.history.replaceState(null, "", url);
  return page.querySelector("[data-result]");
}

/** The first field that is to be corrected; what the chosen kind hides does not count, here as on the server. */
function firstWrong(form: HTMLFormElement): HTMLInputElement | undefined {
  const fields = [...form.querySelectorAll("input")];
  return fields.find((field) => !field.validity.valid && field.offsetParent !== null);
}

/** The code follows what is chosen; only what changed is put in its place, so that the focus stays in the form. */
function startFollowing(form: HTMLFormElement): void {
  const said = form.querySelector("[data-said]");
  let timer = 0;
  let last = new AbortController();
  const follow = async () => {
    last.abort();
    last = new AbortController();
    const wrong = firstWrong(form);
    if (wrong) {
      putText(said, wrong.validationMessage);
      return;
    }
    try {
      const result = await asked(form, last.signal);
      if (result) {
        document.querySelector("[data-result]")?.replaceWith(document.adoptNode(result));
        startCopying(result);
      }
      putText(said, form.dataset[result ? "updated" : "failed"] ?? "");
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError"))
        putText(said, form.dataset["failed"] ?? "");
    }
  };
  form.addEventListener("input", () => {
    putText(said, "");
    window.clearTimeout(timer);
    timer = window.setTimeout(follow, CALM_MS);
  });
  for (const button of form.querySelectorAll<HTMLElement>("[data-without-script]"))
    button.hidden = true;
}

export function startEmbedding(): void {
  const form = document.querySelector<HTMLFormElement>("[data-embedding]");
  if (!form) return;
  startFollowing(form);
}
