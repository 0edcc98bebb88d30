/** `<quelia-live plant="…" [server="https://…"] [lang] [inline]>`: the live value of a plant, and nothing else. */

import { type Capacity, type Display, display } from "../domain/display";
import { Widths } from "../domain/number";
import { type Reading, type State, UNKNOWN, UNREACHED } from "../domain/reading";
import { type Board, boardOf } from "../live/board";
import { everySecond } from "../live/clock";
import { langAt, serverAt } from "./page";
import { Parts } from "./parts";
import { putAttribute } from "./put";

// How long a value the server wrote into the page may be believed while the stream says nothing.
const BELIEVED_MS = 15_000;
// How long a connection may take before it is said to fail.
const PATIENT_MS = 15_000;
const widths = new Widths();
let build: (host: HTMLElement) => ParentNode = (host) => host;

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
    if (name !== "lang") delete this.dataset["state"]; // another plant: nothing known yet
    this.#stop();
    this.#start();
  }

  /** Only once there is something to say: a parser may connect the element before its children. */
  #partsNow(): Parts {
    this.#parts ??= new Parts(this.querySelector("[data-part]") ? this : build(this));
    return this.#parts;
  }

  #start(): void {
    const plant = this.getAttribute("plant")?.trim();
    if (!plant) {
      this.#showNothing();
      return;
    }
    this.dataset["live"] = plant;
    this.#sinceMs = broughtBack() ? Number.NEGATIVE_INFINITY : performance.now();
    this.#board = boardOf(serverAt(this));
    const render = () => this.#render(plant);
    this.#stops = [this.#board.watch(plant, render), everySecond(render)];
    render();
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #render(plant: string): void {
    if (!this.#board) return;
    const reading = this.#board.absent(plant)
      ? blank(plant, "error", UNKNOWN)
      : (this.#board.reading(plant) ?? this.#unheard(plant, this.#board));
    if (!reading) return;
    this.#show(
      display(reading, {
        nowMs: this.#board.nowMs(),
        lang: langAt(this),
        widths,
        lastGoodMs: this.#board.lastGoodMs(plant),
        capacity: this.#capacity(),
        held: this.#board.held,
        brief: "brief" in this.dataset,
      }),
    );
  }

  #capacity(): Capacity | null {
    const { capacity, capacityIn } = this.dataset;
    return capacity && capacityIn ? { number: Number(capacity), base: capacityIn } : null;
  }

  /** Before the first reading: what the server wrote stands, but not as live for ever. */
  #unheard(plant: string, { triedMs }: Board): Reading | null {
    const written = this.dataset["state"] as State | undefined;
    const silent = performance.now() - this.#sinceMs > BELIEVED_MS;
    if (written === undefined) return blank(plant, "waiting");
    if (written === "waiting" && triedMs > PATIENT_MS) return blank(plant, "error", UNREACHED);
    if (silent && (written === "live" || written === "no_production")) this.#writeStale(plant);
    return null;
  }

  #writeStale(plant: string): void {
    // The number and its time stay as written; only the promise of "live" is taken back.
    this.dataset["state"] = "stale";
    const moment = { nowMs: 0, lang: langAt(this), widths, lastGoodMs: null };
    const { icon, word } = display(blank(plant, "stale"), moment);
    this.#partsNow().write({ icon, word });
  }

  /** The plant was taken away: nothing of it may stay, least of all a number. */
  #showNothing(): void {
    if (this.dataset["live"] === undefined) return;
    delete this.dataset["live"];
    const moment = { nowMs: 0, lang: langAt(this), widths, lastGoodMs: null };
    this.#show(display(blank("", "none"), moment));
  }

  #show(shown: Display): void {
    const before = this.dataset["state"];
    this.#partsNow().show(shown);
    putAttribute(this, "data-state", shown.state);
    putAttribute(this, "data-value", shown.value);
    putAttribute(this, "data-reason", shown.reason);
    if (before === shown.state) return;
    const { state, word } = shown;
    const plant = this.dataset["live"] ?? "";
    const detail = { plant, state, word };
    if (before !== undefined)
      this.dispatchEvent(new CustomEvent("quelia-state", { detail, bubbles: true }));
  }
}

/** Whether the browser may show the page as it was when it was left, out of its cache. */
function broughtBack(): boolean {
  const [entry] = performance.getEntriesByType?.("navigation") ?? [];
  return (entry as PerformanceNavigationTiming | undefined)?.type === "back_forward";
}

function blank(plant: string, state: State, reason: string | null = null): Reading {
  return {
    plant,
    state,
    reason,
    values: [],
    measured_at: null,
    clock: "server",
    received_at: null,
    at: "",
    interval_s: 0,
    stale_after_s: 0,
  };
}

/**
 * Makes the element known to the page; a second script of ours on the same page changes nothing.
 *
 * builder: builds the parts of an element in which the server wrote none; our own pages have them all.
 */
export function defineQueliaLive(builder = build): void {
  if (customElements.get("quelia-live")) return;
  build = builder;
  customElements.define("quelia-live", QueliaLive);
}
