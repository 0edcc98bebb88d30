/** Time on a page: one timer for every age, and the server's clock instead of the browser's. */

type Tick = () => void;

const TICK_MS = 1000;
const SET_BACK_MS = 30_000; // frames of one moment may be seconds apart: what became stale was written later
const LEAP_MS = 2000; // less is a clock that is set gently
const ticks = new Set<Tick>();
let timer: ReturnType<typeof setInterval> | undefined;

function tickAll(): void {
  for (const each of ticks) each();
}

// Timers of a hidden page sleep: what was live then must not be the first thing its visitor sees.
function tickOnReturn(): void {
  if (document.visibilityState === "visible") tickAll();
}

/** Calls back every second, all callers from the same timer, and when the visitor returns. Returns the way to stop. */
export function everySecond(tick: Tick): () => void {
  ticks.add(tick);
  if (timer === undefined) {
    timer = setInterval(tickAll, TICK_MS);
    document.addEventListener("visibilitychange", tickOnReturn);
    document.addEventListener("resume", tickOnReturn); // after the browser itself put the page to sleep
  }
  return () => {
    ticks.delete(tick);
    if (ticks.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener("visibilitychange", tickOnReturn);
    document.removeEventListener("resume", tickOnReturn);
  };
}

/** Tells the server's time from the `at` of what it sends; a wrong browser clock no longer matters. */
export class ServerClock {
  #offsetMs: number | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;
  #renewed = false;
  #apartMs: number | null = null;

  /**
   * Learns from one message. The smallest difference is the truest: the network only adds to it,
   * and so does a reading that waited on the server before it was sent to us.
   */
  observe(at: string, browserMs: number): void {
    const offset = browserMs - Date.parse(at);
    if (Number.isNaN(offset)) return;
    // Readings come in order: a time that goes back is a clock that was set, and all before it was wrong.
    const atMs = Date.parse(at);
    if (atMs < this.#lastMs - SET_BACK_MS) this.#renewed = true;
    this.#lastMs = atMs;
    this.#offsetMs = this.#renewed ? offset : Math.min(this.#offsetMs ?? offset, offset);
    this.#renewed = false;
  }

  /** At a new connection the next message alone counts: the browser's clock may have been set meanwhile. */
  reset(browserMs: number, steadyMs: number): void {
    this.#renewed = true;
    this.#apartMs = browserMs - steadyMs;
  }

  /**
   * Looks whether the browser's clock leapt against the one that only runs, which sleeps when the machine does.
   * Until the server is heard again, what is shown may look too old, never too young: a clock that was set back
   * is followed, while one that is ahead may be right, after a sleep.
   */
  leapt(browserMs: number, steadyMs: number): boolean {
    const apart = browserMs - steadyMs;
    const leap = apart - (this.#apartMs ?? apart);
    this.#apartMs = apart;
    if (Math.abs(leap) < LEAP_MS) return false;
    if (leap < 0 && this.#offsetMs !== null) this.#offsetMs += leap;
    return true;
  }

  nowMs(browserMs: number): number {
    return browserMs - (this.#offsetMs ?? 0);
  }
}
