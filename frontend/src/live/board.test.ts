// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sample } from "../domain/samples";
import { Board } from "./board";
import { backOffMs } from "./stream";

/** An EventSource that does what the test says. */
class Wire extends EventTarget {
  static readonly CLOSED = 2;
  static made: Wire[] = [];
  readyState = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    Wire.made.push(this);
  }

  close(): void {
    this.readyState = Wire.CLOSED;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  send(reading: object): void {
    this.dispatchEvent(new MessageEvent("reading", { data: JSON.stringify(reading) }));
  }

  refuse(): void {
    this.readyState = Wire.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
}

function wire(): Wire {
  const last = Wire.made.at(-1);
  if (!last) throw new Error("no stream was opened");
  return last;
}

const stops: (() => void)[] = [];

function watch(board: Board, plant: string, watcher = (): void => {}): void {
  stops.push(board.watch(plant, watcher));
}

function leave(): void {
  for (const stop of stops.splice(0)) stop();
  vi.advanceTimersByTime(100);
}

const open = () => Wire.made.filter(({ readyState }) => readyState !== Wire.CLOSED);

function look(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  Wire.made = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Wire);
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  look("visible");
});

afterEach(() => {
  leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a flock of elements makes one stream with the union of their plants", () => {
  const board = new Board("https://carte.example");
  for (const plant of ["b", "a", "b"]) watch(board, plant);
  vi.advanceTimersByTime(100);
  expect(Wire.made.map(({ url }) => url)).toEqual(["https://carte.example/v1/stream?plants=a,b"]);
});

test("a map is asked for by its name, whatever its plants", () => {
  const board = new Board("");
  board.watchMap("france");
  watch(board, "a");
  vi.advanceTimersByTime(100);
  watch(board, "b");
  vi.advanceTimersByTime(100);
  expect(Wire.made.map(({ url }) => url)).toEqual(["/v1/stream?map=france"]);
});

test("a plant that comes later opens the stream anew; the last one that goes closes it", () => {
  const board = new Board("");
  watch(board, "a");
  vi.advanceTimersByTime(100);
  watch(board, "b");
  vi.advanceTimersByTime(100);
  expect(open().map(({ url }) => url)).toEqual(["/v1/stream?plants=a,b"]);
  leave();
  expect(open()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("watchers hear of their plant only, and of what comes last, even by a server whose clock went back", () => {
  const board = new Board("");
  const heard = vi.fn();
  watch(board, "centrale-marseille", heard);
  vi.advanceTimersByTime(100);
  wire().open();
  wire().send(sample({ at: "2024-01-15T13:05:05Z" }));
  wire().send(sample({ at: "2024-01-15T13:05:00Z", state: "error" }));
  wire().send(sample({ plant: "other" }));
  expect(heard).toHaveBeenCalledTimes(2);
  expect(board.reading("centrale-marseille")?.state).toBe("error");
});

test("a new connection is believed, even by a server whose clock went back", () => {
  const board = new Board("");
  watch(board, "centrale-marseille");
  vi.advanceTimersByTime(100);
  wire().open();
  wire().send(sample({ at: "2024-01-15T13:05:05Z" }));
  wire().open();
  wire().send(sample({ at: "2024-01-15T12:05:00Z", state: "error" }));
  expect(board.reading("centrale-marseille")?.state).toBe("error");
});

test("the last good instant is kept through an error", () => {
  const board = new Board("");
  watch(board, "centrale-marseille");
  vi.advanceTimersByTime(100);
  wire().send(sample());
  wire().send(
    sample({ state: "error", received_at: "2024-01-15T13:06:00Z", at: "2024-01-15T13:06:00Z" }),
  );
  expect(board.lastGoodMs("centrale-marseille")).toBe(Date.parse("2024-01-15T13:05:00Z"));
});

test("a refused stream is rebuilt, later and later", () => {
  watch(new Board(""), "a");
  vi.advanceTimersByTime(100);
  wire().refuse();
  vi.advanceTimersByTime(499);
  expect(Wire.made).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(Wire.made).toHaveLength(2);
  wire().refuse();
  vi.advanceTimersByTime(999);
  expect(Wire.made).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(Wire.made).toHaveLength(3);
});

test("the wait has full jitter and an end", () => {
  expect(backOffMs(0, 1)).toBe(1000);
  expect(backOffMs(3, 0.5)).toBe(4000);
  expect(backOffMs(40, 1)).toBe(30_000);
  expect(backOffMs(40, 0)).toBe(0);
});

test("a hidden tab holds no stream, and one comes back with the visitor", () => {
  watch(new Board(""), "a");
  vi.advanceTimersByTime(100);
  look("hidden");
  expect(open()).toEqual([]);
  look("visible");
  expect(open()).toHaveLength(1);
});

test("a connection that died in silence is replaced", () => {
  watch(new Board(""), "centrale-marseille");
  vi.advanceTimersByTime(100);
  wire().open();
  wire().send(sample());
  vi.advanceTimersByTime(119_000);
  expect(Wire.made).toHaveLength(1);
  vi.advanceTimersByTime(2000);
  expect(Wire.made).toHaveLength(2);
  expect(open()).toHaveLength(1);
});
