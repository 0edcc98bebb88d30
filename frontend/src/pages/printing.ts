/** Buttons that print the page: `data-print`. They are hidden where no script runs; Ctrl+P does the same. */

export function startPrinting(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
