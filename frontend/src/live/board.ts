/** The board of a page: the newest reading of each plant, from one stream per server. */

import { instantMs, parseReading, type Reading } from "../domain/reading";
import { everySecond, ServerClock } from "./clock";
import { Stream } from "./stream";

type Watcher = () => void;

const REOPEN_MS = 50; // elements come in flocks: one stream for all of them
const LOADING_MS = 250; // while the page is still being read, the next flock is a piece of network away
// A connection that died without a word (a laptop that slept) is never told to us: heartbeats are
// comments, which EventSource hides. So silence far beyond the plants' pace is taken for death.
const SILENCE_S = 120;
const SILENT_INTERVALS = 3;
// The latest of each plant comes first, in one piece: who is not in it is not known there.
const ALL_TOLD_MS = 10_000;

export class Board {
  readonly #server: string;
  readonly #clock = new ServerClock();
  readonly #readings = new Map<string, Reading>();
  readonly #lastGoodMs = new Map<string, number>();
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #stream: Stream;
  readonly #told = new Set<string>();
  #toldSinceMs: number | null = null;
  #map: string | null = null;
  #onStranger: Watcher | undefined;
  #held = false;
  #lastHeardMs = 0;
  #stopChecking: (() => void) | null = null;
  #reopening: ReturnType<typeof setTimeout> | undefined;

  constructor(server: string) {
    this.#server = server;
    this.#stream = new Stream(
      (line) => this.#take(line),
      () => this.#connected(),
    );
  }

  /** Asks for a whole map instead of a list of plants. onStranger: one came that nobody here watches. */
  watchMap(slug: string, onStranger?: Watcher): void {
    this.#map = slug;
    this.#onStranger = onStranger;
    this.#reopenSoon();
  }

  /** Calls back at each new reading of a plant. Returns the way to stop. */
  watch(plant: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(plant) ?? new Set();
    if (watchers.size === 0) this.#toldSinceMs = null; // the stream that is open was not asked for it
    this.#watchers.set(plant, watchers.add(watcher));
    this.#reopenSoon();
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || this.#watchers.get(plant) !== watchers) return;
      this.#watchers.delete(plant);
      this.#reopenSoon();
    };
  }

  reading(plant: string): Reading | undefined {
    return this.#readings.get(plant);
  }

  /** Whether the server says, or lets us see, that it knows no such plant. */
  absent(plant: string): boolean {
    if (this.#stream.missing) return true;
    const all = this.#toldSinceMs !== null && performance.now() - this.#toldSinceMs > ALL_TOLD_MS;
    return all && !this.#told.has(plant);
  }

  /** How long the server has been tried in vain; 0 while it is there, or nobody looks. */
  get triedMs(): number {
    return this.#stream.triedMs;
  }

  /** When the plant last gave a good reading, as far as this page saw it. */
  lastGoodMs(plant: string): number | null {
    return this.#lastGoodMs.get(plant) ?? null;
  }

  /** The server's time now, in ms since 1970. */
  nowMs(): number {
    return this.#clock.nowMs(Date.now());
  }

  /** Whether the stream has been lost for a while. */
  get lost(): boolean {
    return this.#stream.lost;
  }

  /** Whether the visitor holds the page: nothing is asked for, and nothing moves but into old age. */
  get held(): boolean {
    return this.#held;
  }

  hold(held: boolean): void {
    this.#held = held;
    this.#reopenSoon();
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher();
  }

  #reopenSoon(): void {
    clearTimeout(this.#reopening);
    const waitMs = document.readyState === "loading" ? LOADING_MS : REOPEN_MS;
    this.#reopening = setTimeout(() => {
      const address = this.#held ? null : this.#address();
      this.#stream.follow(address);
      if (address !== null) this.#stopChecking ??= everySecond(() => this.#checkStream());
      else {
        this.#stopChecking?.();
        this.#stopChecking = null;
      }
    }, waitMs);
  }

  #checkStream(): void {
    if (this.#clock.leapt(Date.now(), performance.now())) this.#stream.restart();
    else this.#checkSilence();
  }

  #checkSilence(): void {
    const paces = [...this.#readings.values()]
      .filter(({ state }) => state !== "none" && state !== "paused" && state !== "waiting")
      .map(({ interval_s }) => interval_s);
    if (paces.length === 0) return;
    const patience_s = Math.max(SILENCE_S, SILENT_INTERVALS * Math.min(...paces));
    if (performance.now() - this.#lastHeardMs < patience_s * 1000) return;
    this.#lastHeardMs = performance.now();
    this.#stream.restart();
  }

  #address(): string | null {
    if (this.#watchers.size === 0) return null;
    const asked =
      this.#map === null
        ? `plants=${[...this.#watchers.keys()].sort().map(encodeURIComponent).join(",")}`
        : `map=${encodeURIComponent(this.#map)}`;
    return `${this.#server}/v1/stream?${asked}`;
  }

  #connected(): void {
    this.#clock.reset(Date.now(), performance.now());
    this.#told.clear();
    this.#toldSinceMs = null;
  }

  #take(line: string): void {
    const reading = parseReading(line);
    if (!reading) return;
    this.#lastHeardMs = performance.now();
    this.#told.add(reading.plant);
    this.#toldSinceMs ??= this.#lastHeardMs;
    this.#clock.observe(reading.at, Date.now());
    this.#readings.set(reading.plant, reading);
    const good = reading.state === "live" || reading.state === "no_production";
    const instant = instantMs(reading);
    if (good && instant !== null) this.#lastGoodMs.set(reading.plant, instant);
    const watchers = this.#watchers.get(reading.plant);
    if (!watchers) this.#onStranger?.();
    for (const watcher of watchers ?? []) watcher();
  }
}

const boards = new Map<string, Board>();

/** The board of a server: "" for the page's own, else as `serverAddress` writes it. */
export function boardOf(server: string): Board {
  const board = boards.get(server) ?? new Board(server);
  boards.set(server, board);
  return board;
}
