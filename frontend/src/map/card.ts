/** The card of one plant: a side panel, or a sheet at the bottom of a phone. */

import type { PlantEntry } from "./plants";
import { share } from "./share";
import type { Covered } from "./view";

/** What has the focus once the card is closed: asked then, since buttons on the map come and go. */
export type Opener = (() => HTMLElement | undefined) | null;

const WIDE = window.matchMedia("(width >= 60rem)");

/** Whether the key empties a field of a search: once is enough for one press. */
function isEmptied(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "search" && target.value !== "";
}

export class Card {
  readonly #root: HTMLElement;
  readonly #beneath: HTMLElement;
  readonly #otherwise: HTMLElement;
  readonly #onClose: () => void;
  #opener: Opener = null;
  #plant: PlantEntry | null = null;

  /**
   * root: the empty card the server wrote, with its words already in it. beneath: what lies under it on a wide screen.
   * otherwise: what has the focus after it, where its opener is gone.
   */
  constructor(
    root: HTMLElement,
    { beneath, otherwise }: { beneath: HTMLElement; otherwise: HTMLElement },
    onClose: () => void,
  ) {
    this.#root = root;
    this.#beneath = beneath;
    this.#otherwise = otherwise;
    this.#onClose = onClose;
    root.querySelector('[data-action="close"]')?.addEventListener("click", () => this.close());
    root.querySelector<HTMLElement>('[data-action="share"]')?.addEventListener("click", (event) => {
      this.#share(event.currentTarget as HTMLElement);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !root.hidden && !isEmptied(event.target)) this.close();
    });
    WIDE.addEventListener("change", () => this.#cover());
  }

  /** How much of the lower part of the window it takes; nothing where it stands beside. */
  get highPx(): number {
    const card = this.#root.getBoundingClientRect();
    return card.left <= 1 ? Math.max(0, window.innerHeight - card.top) : 0;
  }

  /** opener: null for a deep link, which takes the focus nowhere. */
  open(plant: PlantEntry, opener: Opener): void {
    this.#opener = opener;
    this.#plant = plant;
    for (const name of [
      "name",
      "kind",
      "place",
      "capacity",
      "status",
      "commissioned",
      "owner",
    ] as const)
      this.#fill(name, plant[name]);
    this.#fill("shared", "");
    this.#picture(plant.logo);
    this.#field("link")?.setAttribute("href", plant.href);
    this.#field("badge")?.setAttribute("data-energy", plant.energy);

    const live = plant.live.cloneNode(true) as Element;
    live.className = "live live-big";
    this.#field("live")?.replaceChildren(live);

    this.#root.hidden = false;
    this.#root.dataset["card"] = plant.slug;
    this.#cover();
    if (opener) this.#field("name")?.focus({ preventScroll: true });
  }

  /** How much of `map` cannot be seen: below it, beside it where it stands on the right, or above the window. */
  covers(map: HTMLElement): Required<Covered> {
    const [card, below] = [this.#root.getBoundingClientRect(), map.getBoundingClientRect()];
    const topPx = Math.max(0, -below.top);
    if (card.left > below.left + 1)
      return { topPx, bottomPx: 0, rightPx: Math.max(0, below.right - card.left) };
    return { topPx, bottomPx: Math.max(0, below.bottom - card.top), rightPx: 0 };
  }

  close(): void {
    this.#root.hidden = true;
    this.#root.dataset["card"] = "";
    this.#cover();
    this.#field("live")?.replaceChildren();
    const opener = this.#opener;
    this.#opener = null;
    this.#plant = null;
    this.#onClose();
    if (opener) (opener() ?? this.#otherwise).focus();
  }

  /** Nobody comes by the keyboard to what is covered. */
  #cover(): void {
    this.#beneath.inert = WIDE.matches && !this.#root.hidden;
  }

  #share(button: HTMLElement): void {
    const said = this.#field("shared");
    if (!said || !this.#plant) return;
    const url = new URL(this.#plant.href, window.location.href).href;
    void share(button, said, { title: this.#plant.name, url });
  }

  /** Without an address it would ask for the page itself. */
  #picture(logo: string): void {
    const picture = this.#field("logo");
    if (!picture) return;
    picture.hidden = logo === "";
    if (logo) picture.setAttribute("src", logo);
    else picture.removeAttribute("src");
  }

  #field(name: string): HTMLElement | null {
    return this.#root.querySelector(`[data-field="${name}"]`);
  }

  #fill(name: string, text: string): void {
    const field = this.#field(name);
    if (!field) return;
    field.textContent = text;
    const row = field.closest<HTMLElement>("[data-row]");
    if (row) row.hidden = text === "";
  }
}
