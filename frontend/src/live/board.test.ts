// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sample } from "../domain/samples";
import { Board } from "./board";
import { look, Wire } from "./samples";

function wire(): Wire {
  const last = Wire.made.at(-1);
  if (!last) throw new Error("no stream was opened");
  return last;
}

const asked = vi.fn<(address: string, how: RequestInit) => Promise<{ status: number }>>();

/** What the server says to who asks why. */
function answers(status: number): void {
  asked.mockReset().mockResolvedValue({ status });
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

beforeEach(() => {
  Wire.made = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Wire);
  vi.stubGlobal("fetch", asked);
  answers(503);
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

test("while the page is still being read, the stream waits for elements that are a piece away", () => {
  const reading = vi.spyOn(document, "readyState", "get").mockReturnValue("loading");
  const board = new Board("");
  watch(board, "a");
  vi.advanceTimersByTime(200);
  expect(Wire.made).toEqual([]);
  reading.mockReturnValue("interactive");
  watch(board, "b");
  vi.advanceTimersByTime(50);
  expect(Wire.made.map(({ url }) => url)).toEqual(["/v1/stream?plants=a,b"]);
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

test("a plant that is not in what is told first is not known there, until it is", () => {
  const board = new Board("");
  for (const plant of ["centrale-marseille", "typo"]) watch(board, plant);
  vi.advanceTimersByTime(100);
  wire().open();
  wire().send(sample());
  vi.advanceTimersByTime(9000);
  expect(board.absent("typo")).toBe(false);
  vi.advanceTimersByTime(2000);
  expect([board.absent("typo"), board.absent("centrale-marseille")]).toEqual([true, false]);
  wire().send(sample({ plant: "typo" }));
  expect(board.absent("typo")).toBe(false);
});

test("a plant that nobody asked for yet is not missed", () => {
  const board = new Board("");
  watch(board, "centrale-marseille");
  vi.advanceTimersByTime(100);
  wire().open();
  wire().send(sample());
  vi.advanceTimersByTime(60_000);
  watch(board, "later");
  expect(board.absent("later")).toBe(false);
});

test("a stream of plants that nobody knows is asked about once, and tried again in minutes", async () => {
  answers(404);
  const board = new Board("https://carte.example");
  watch(board, "typo");
  vi.advanceTimersByTime(100);
  wire().refuse();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.mock.calls.map(([address, { method }]) => [address, method])).toEqual([
    ["https://carte.example/v1/stream?plants=typo", "HEAD"],
  ]);
  expect(board.absent("typo")).toBe(true);
  vi.advanceTimersByTime(120_000);
  expect(Wire.made).toHaveLength(1);
  vi.advanceTimersByTime(180_000);
  expect(Wire.made).toHaveLength(2);
  wire().open();
  expect([board.absent("typo"), asked.mock.calls.length]).toEqual([false, 1]);
});

test("where there is no room nobody is missed, and nobody asks twice", async () => {
  answers(429);
  const board = new Board("");
  watch(board, "a");
  vi.advanceTimersByTime(100);
  for (const _ of [1, 2, 3]) {
    wire().refuse();
    await vi.advanceTimersByTimeAsync(30_000);
  }
  expect([board.absent("a"), asked.mock.calls.length]).toEqual([false, 1]);
});

test("who was let in once does not ask why he is not any more", async () => {
  answers(404);
  const board = new Board("");
  watch(board, "a");
  vi.advanceTimersByTime(100);
  wire().open();
  wire().refuse();
  await vi.advanceTimersByTimeAsync(1);
  expect([board.absent("a"), asked.mock.calls.length]).toEqual([false, 0]);
});

test("how long a server is tried in vain counts while somebody looks", () => {
  const board = new Board("");
  watch(board, "a");
  vi.advanceTimersByTime(100);
  vi.advanceTimersByTime(4000);
  expect(board.triedMs).toBe(4050);
  look("hidden");
  vi.advanceTimersByTime(60_000);
  expect(board.triedMs).toBe(0);
  look("visible");
  vi.advanceTimersByTime(1000);
  expect(board.triedMs).toBe(1000);
  wire().open();
  vi.advanceTimersByTime(1000);
  expect(board.triedMs).toBe(0);
});
