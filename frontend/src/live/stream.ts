/** One EventSource kept alive: closed while nobody looks, rebuilt when a refusal ended it. */

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const LOST_AFTER_MS = 5000; // a reconnection every ten minutes is normal, and shorter

/** Full jitter: viewers that were refused together do not come back together. */
export function backOffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
}

export class Stream {
  readonly #onLine: (line: string) => void;
  readonly #onOpen: () => void;
  #address: string | null = null;
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #lostSinceMs: number | null = null;
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
    this.#listen(address !== null);
    this.restart();
  }

  get lost(): boolean {
    return this.#lostSinceMs !== null && performance.now() - this.#lostSinceMs > LOST_AFTER_MS;
  }

  /** Begins anew with the same address, unless nobody looks. */
  readonly restart = (): void => {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    if (this.#address === null || document.visibilityState === "hidden") {
      this.#lostSinceMs = null;
      return;
    }
    this.#open(this.#address);
  };

  #open(address: string): void {
    const source = new EventSource(address);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#lostSinceMs = null;
      this.#onOpen();
    });
    source.addEventListener("reading", (event) => {
      this.#attempt = 0;
      this.#onLine(event.data);
    });
    source.addEventListener("error", () => {
      this.#lostSinceMs ??= performance.now();
      // After a broken connection the browser comes back by itself; after a refusal it never does.
      if (source.readyState === EventSource.CLOSED && source === this.#source) this.#rebuildLater();
    });
  }

  #rebuildLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.restart, backOffMs(this.#attempt, Math.random()));
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
