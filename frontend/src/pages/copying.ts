/**
 * Buttons that copy: `data-copy` names what, a field or a text. Without a clipboard it is selected, to be copied by hand.
 * They are hidden where no script runs. What was done is said in the status beside the button.
 */

export function startCopying(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-copy]")) {
    const what = document.getElementById(button.dataset["copy"] ?? "");
    const said = button.parentElement?.querySelector('[role="status"]');
    if (what === null || !said) continue;
    button.hidden = false;
    button.addEventListener("click", () => void copy(what, said, button.dataset));
  }
}

async function copy(what: HTMLElement, said: Element, words: DOMStringMap): Promise<void> {
  said.textContent = ""; // the same word twice would be heard once
  const isField = what instanceof HTMLInputElement || what instanceof HTMLTextAreaElement;
  if (isField) what.select();
  else getSelection()?.selectAllChildren(what);
  try {
    await navigator.clipboard.writeText(isField ? what.value : (what.textContent ?? ""));
    said.textContent = words["copied"] ?? "";
  } catch {
    said.textContent = words["byHand"] ?? "";
  }
}
