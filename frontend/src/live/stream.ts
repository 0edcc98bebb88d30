/** One EventSource kept alive: closed while nobody looks, rebuilt when a refusal ended it. */

import { ticketed } from "./ticket";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const MISSING_WAIT_MS = 5 * 60_000; // nothing is there: a plant may be published later, but not in seconds
const LOST_AFTER_MS = 5000; // a reconnection every ten minutes is normal, and shorter

/** Full jitter: viewers that were refused together do not come back together. */
export function backOffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
}

/** EventSource does not say why it was refused. Returns 0 where nobody answers. */
async function statusOf(address: string): Promise<number> {
  try {
    return (await fetch(address, { method: "HEAD", cache: "no-store" })).status;
  } catch {
    return 0;
  }
}

export class Stream {
  readonly #onLine: (line: string) => void;
  readonly #onOpen: () => void;
  #address: string | null = null;
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #lostSinceMs: number | null = null;
  #tryingSinceMs: number | null = null;
  #missing = false;
  #askedWhy = false;
  #listening = false;

  constructor(onLine: (line: string) => void, onOpen: () => void) {
    this.#onLine = onLine;
    this.#onOpen = onOpen;
  }

  /** Follows this address from now on; null: nothing at all. */
  follow(address: string | null): void {
    if (address === this.#address) return;
    this.#address = address;
    this.#attempt = 0;
    this.#missing = false;
    this.#askedWhy = false;
    this.#listen(address !== null);
    this.restart();
  }

  get lost(): boolean {
    return this.#lostSinceMs !== null && performance.now() - this.#lostSinceMs > LOST_AFTER_MS;
  }

  /** How long it has been tried in vain; 0 while it is open, or nobody looks. */
  get triedMs(): number {
    return this.#tryingSinceMs === null ? 0 : performance.now() - this.#tryingSinceMs;
  }

  /** Whether the server says that there is nothing at this address. */
  get missing(): boolean {
    return this.#missing;
  }

  /** Begins anew with the same address, unless nobody looks. */
  readonly restart = (): void => {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    if (this.#address === null || document.visibilityState === "hidden") {
      this.#lostSinceMs = null;
      this.#tryingSinceMs = null;
      return;
    }
    this.#open(this.#address);
  };

  #open(address: string): void {
    const source = new EventSource(ticketed(address));
    this.#source = source;
    this.#tryingSinceMs ??= performance.now();
    source.addEventListener("open", () => {
      this.#lostSinceMs = null;
      this.#tryingSinceMs = null;
      this.#missing = false;
      this.#askedWhy = true; // whoever was let in once knows the address is right
      this.#onOpen();
    });
    source.addEventListener("reading", (event) => {
      this.#attempt = 0;
      this.#onLine(event.data);
    });
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#lostSinceMs ??= performance.now();
      this.#tryingSinceMs ??= performance.now();
      // After a broken connection the browser comes back by itself; after a refusal it never does.
      if (source.readyState === EventSource.CLOSED) this.#refused(address);
    });
  }

  /** Why is asked once: those whom a server has no room for must not come twice. */
  #refused(address: string): void {
    this.#rebuildLater();
    if (this.#askedWhy) return;
    this.#askedWhy = true;
    statusOf(ticketed(address)).then((status) => {
      if (status !== 404 || address !== this.#address || this.#tryingSinceMs === null) return;
      this.#missing = true;
      this.#rebuildLater();
    });
  }

  #rebuildLater(): void {
    clearTimeout(this.#retry);
    const waitMs = this.#missing
      ? MISSING_WAIT_MS * (0.5 + Math.random() / 2)
      : backOffMs(this.#attempt, Math.random());
    this.#retry = setTimeout(this.restart, waitMs);
    this.#attempt += 1;
  }

  #listen(wanted: boolean): void {
    if (wanted === this.#listening) return;
    this.#listening = wanted;
    const change = wanted ? "addEventListener" : "removeEventListener";
    document[change]("visibilitychange", this.restart);
    window[change]("online", this.restart);
  }
}
