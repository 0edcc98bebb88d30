/** The card of one plant: a side panel, or a sheet at the bottom of a phone. */

import type { PlantEntry } from "./plants";
import { share } from "./share";
import type { Covered } from "./view";

/** What has the focus once the card is closed: asked then, since buttons on the map come and go. */
export type Opener = (() => HTMLElement | undefined) | null;

export class Card {
  readonly #root: HTMLElement;
  readonly #onClose: () => void;
  #opener: Opener = null;
  #plant: PlantEntry | null = null;

  /** root: the empty card the server wrote, with its words already in it. */
  constructor(root: HTMLElement, onClose: () => void) {
    this.#root = root;
    this.#onClose = onClose;
    root.querySelector('[data-action="close"]')?.addEventListener("click", () => this.close());
    root.querySelector<HTMLElement>('[data-action="share"]')?.addEventListener("click", (event) => {
      this.#share(event.currentTarget as HTMLElement);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !root.hidden) this.close();
    });
  }

  /** opener: null for a deep link, which takes the focus nowhere. */
  open(plant: PlantEntry, opener: Opener): void {
    this.#opener = opener;
    this.#plant = plant;
    for (const name of ["name", "kind", "place", "capacity", "status", "commissioned"] as const)
      this.#fill(name, plant[name]);
    this.#fill("shared", "");
    this.#field("link")?.setAttribute("href", plant.href);
    this.#field("badge")?.setAttribute("data-energy", plant.energy);

    const live = plant.live.cloneNode(true) as Element;
    live.className = "live live-big";
    this.#field("live")?.replaceChildren(live);

    this.#root.hidden = false;
    this.#root.dataset["card"] = plant.slug;
    if (opener) this.#field("name")?.focus({ preventScroll: true });
  }

  /** How much of the lower or of the right part of `map` it hides; nothing when it stands beside. */
  covers(map: HTMLElement): Covered {
    const [card, below] = [this.#root.getBoundingClientRect(), map.getBoundingClientRect()];
    const rightPx = Math.max(0, below.right - card.left);
    if (card.left > below.left + 1) return { bottomPx: 0, rightPx };
    return { bottomPx: Math.max(0, below.bottom - card.top), rightPx: 0 };
  }

  close(): void {
    this.#root.hidden = true;
    delete this.#root.dataset["card"];
    this.#field("live")?.replaceChildren();
    const opener = this.#opener;
    this.#opener = null;
    this.#plant = null;
    this.#onClose();
    opener?.()?.focus({ preventScroll: true });
  }

  #share(button: HTMLElement): void {
    const said = this.#field("shared");
    if (!said || !this.#plant) return;
    const url = new URL(this.#plant.href, window.location.href).href;
    void share(button, said, { title: this.#plant.name, url });
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
