/** A form is sent once, however often somebody presses: while the answer is on its way, the button says so. */

export function sendOnce(form: HTMLFormElement): void {
  let button: HTMLButtonElement | null = null;
  let word = "";
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLButtonElement) || !pressed.classList.contains("go")) return;
    button = pressed;
    word = pressed.textContent ?? "";
    pressed.textContent = form.dataset["once"] ?? word;
  });
  // the browser shows this very page again when one goes back
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    if (button !== null) button.textContent = word;
    button = null;
  });
}
