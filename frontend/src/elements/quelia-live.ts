/** `<quelia-live plant="…" [server="https://…"] [lang]>`: the live value of a plant, and nothing else. */

import { type Capacity, type Display, display } from "../domain/display";
import { Widths } from "../domain/number";
import type { Reading, State } from "../domain/reading";
import { langOf } from "../domain/words";
import { type Board, boardOf } from "../live/board";
import { everySecond } from "../live/clock";
import { Parts } from "./parts";

// How long a value the server wrote into the page may be believed while the stream says nothing.
const BELIEVED_MS = 15_000;
const widths = new Widths();
let homeServer = "";

/** The server of elements that name none: the page's own, unless the script came from elsewhere. */
export function setHomeServer(origin: string): void {
  homeServer = origin;
}

export type StateChange = CustomEvent<{ plant: string; state: State; word: string }>;

export class QueliaLive extends HTMLElement {
  static readonly observedAttributes = ["plant", "server", "lang"];

  #parts: Parts | null = null;
  #board: Board | null = null;
  #stops: (() => void)[] = [];
  #sinceMs = 0;
  #connected = false;

  connectedCallback(): void {
    this.#connected = true;
    this.#start();
  }

  disconnectedCallback(): void {
    this.#connected = false;
    this.#stop();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    // An upgrade tells the attributes before the connection: what the server wrote must survive it.
    if (!this.#connected || before === after) return;
    if (name === "plant") delete this.dataset["state"]; // another plant: nothing known yet
    this.#stop();
    this.#start();
  }

  /** Only once there is something to say: a parser may connect the element before its children. */
  #partsNow(): Parts {
    this.#parts ??= new Parts(this);
    return this.#parts;
  }

  #start(): void {
    const plant = this.getAttribute("plant");
    if (!plant) return;
    this.dataset["live"] = plant;
    this.#sinceMs = performance.now();
    this.#board = boardOf((this.getAttribute("server") ?? homeServer).replace(/\/+$/, ""));
    const render = () => this.#render(plant);
    this.#stops = [this.#board.watch(plant, render), everySecond(render)];
    render();
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #render(plant: string): void {
    const reading = this.#board?.reading(plant) ?? this.#unheard(plant);
    if (!reading || !this.#board) return;
    const lang = langOf(this.closest("[lang]")?.getAttribute("lang") ?? navigator.language);
    this.#show(
      display(reading, {
        nowMs: this.#board.nowMs(),
        lang,
        widths,
        lastGoodMs: this.#board.lastGoodMs(plant),
        capacity: this.#capacity(),
        held: this.#board.held,
      }),
    );
  }

  #capacity(): Capacity | null {
    const { capacity, capacityIn } = this.dataset;
    return capacity && capacityIn ? { number: Number(capacity), base: capacityIn } : null;
  }

  /** Before the first reading: what the server wrote stands, but not as live for ever. */
  #unheard(plant: string): Reading | null {
    const written = this.dataset["state"] as State | undefined;
    const silent = performance.now() - this.#sinceMs > BELIEVED_MS;
    if (written === undefined) return blank(plant, "waiting");
    if (silent && (written === "live" || written === "no_production")) this.#writeStale(plant);
    return null;
  }

  #writeStale(plant: string): void {
    // The number and its time stay as written; only the promise of "live" is taken back.
    this.dataset["state"] = "stale";
    const lang = langOf(this.closest("[lang]")?.getAttribute("lang"));
    const moment = { nowMs: 0, lang, widths, lastGoodMs: null };
    const { icon, word } = display(blank(plant, "stale"), moment);
    this.#partsNow().write({ icon, word });
  }

  #show(shown: Display): void {
    const before = this.dataset["state"];
    this.#partsNow().show(shown);
    put(this, "data-state", shown.state);
    put(this, "data-value", shown.value);
    put(this, "data-reason", shown.reason);
    if (before === shown.state) return;
    const { state, word } = shown;
    const plant = this.dataset["live"] ?? "";
    const detail = { plant, state, word };
    if (before !== undefined)
      this.dispatchEvent(new CustomEvent("quelia-state", { detail, bubbles: true }));
  }
}

function put(element: Element, name: string, value: string | null): void {
  if (value === element.getAttribute(name)) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function blank(plant: string, state: State): Reading {
  return {
    plant,
    state,
    reason: null,
    values: [],
    measured_at: null,
    clock: "server",
    received_at: null,
    at: "",
    interval_s: 0,
    stale_after_s: 0,
  };
}

/** Makes the element known to the page; a second script of ours on the same page changes nothing. */
export function defineQueliaLive(): void {
  if (!customElements.get("quelia-live")) customElements.define("quelia-live", QueliaLive);
}
