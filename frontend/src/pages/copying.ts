/** A button that copies what stands in a field; without a clipboard it selects it, to be copied by hand. */

export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy-field]")) {
    const field = document.getElementById(button.dataset["copyField"] ?? "");
    const said = button.parentElement?.querySelector('[role="status"]');
    if (!(field instanceof HTMLInputElement) || !said) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = ""; // the same word twice would be heard once
      field.select();
      const { copied = "", byHand = "" } = button.dataset;
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = copied;
      } catch {
        said.textContent = byHand;
      }
    });
  }
}
