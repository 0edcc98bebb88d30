/** Copy buttons: `data-copy` names the field. They are hidden where no script runs, and the field is there to copy from. */

async function copy(button: HTMLElement): Promise<void> {
  const { copy: named = "", copied = "", byHand = "" } = button.dataset;
  const field = document.getElementById(named);
  const said = button.parentElement?.querySelector("[role=status]");
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || !said) return;
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = copied;
  } catch {
    field.select();
    said.textContent = byHand;
  }
}

export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
}
