/** A field for a colour is filled by the browser's own chooser too, which stands beside it. */

const USUAL = "#2f7f86"; // near to ours, where none is chosen: an empty chooser would be black
const WHOLE = /^#[0-9a-f]{6}$/i;

export function startAccents(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-pick]")) {
    const chooser = document.createElement("input");
    chooser.type = "color";
    chooser.value = USUAL;
    chooser.setAttribute("aria-label", field.dataset["pick"] ?? "");
    const follow = () => {
      if (WHOLE.test(field.value)) chooser.value = field.value;
    };
    const beside = document.createElement("div");
    beside.className = "picked";
    field.before(beside);
    beside.append(field, chooser);
    field.addEventListener("input", follow);
    chooser.addEventListener("input", () => {
      field.value = chooser.value;
    });
    follow();
  }
}
