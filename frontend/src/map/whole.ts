/** A window that changes, or a phone that is turned, shows the whole map again, unless it was moved since. */

import type OlMap from "ol/Map.js";

/** Calls back when the map becomes narrow or wide. Its height alone changes on a phone while one scrolls: that is nothing. */
export function onTurn(map: OlMap, turned: () => void): void {
  let before = map.getSize()?.[0];
  map.on("change:size", () => {
    const wide = map.getSize()?.[0];
    if (wide !== before) turned();
    before = wide;
  });
}

export class Whole {
  readonly #map: OlMap;
  #shownAt = ""; // where the view was once the whole was in it
  #turn = 0;

  /** show: shows the whole. */
  constructor(map: OlMap, show: () => void) {
    this.#map = map;
    onTurn(map, () => {
      if (this.#where() === this.#shownAt) show();
    });
  }

  /** To be called before the whole is shown. Returns what is to be called once it is. */
  begun(): () => void {
    const turn = this.left();
    return () => {
      if (turn === this.#turn) this.#shownAt = this.#where();
    };
  }

  /** Something else is going to be shown. */
  left(): number {
    this.#shownAt = "";
    this.#turn += 1;
    return this.#turn;
  }

  #where(): string {
    const view = this.#map.getView();
    return `${view.getZoom()} ${view.getCenter()}`;
  }
}
