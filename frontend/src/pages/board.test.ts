// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renews } from "./board";

const page = (rows: string) =>
  `<div id="board" data-renews="10"><p class="stopped" hidden></p>${rows}</div>`;
const BEFORE = page('<a id="show-a" href="/a">a</a><span>12 MW</span>');
const AFTER = page(
  '<a id="show-b" href="/b">b</a><a id="show-a" href="/a">a</a><span>13 MW</span>',
);

let answer: () => Promise<unknown>;

function begin(): HTMLElement {
  document.body.innerHTML = BEFORE;
  const board = document.getElementById("board");
  if (board === null) throw new Error("there is a board");
  renews(board);
  return board;
}

function says(text: string, facts: object = {}): void {
  answer = async () => ({ ok: true, redirected: false, text: async () => text, ...facts });
}

const after = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "fetch",
    vi.fn(() => answer()),
  );
  says(AFTER);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("it shows what is new", async () => {
  const board = begin();
  await after(11);
  expect(board.textContent).toContain("13 MW");
});

test("it asks in a way that makes no session last longer", async () => {
  begin();
  await after(11);
  expect(fetch).toHaveBeenCalledWith(location.href, { headers: { "X-Quelia-Quiet": "1" } });
});

test("the focus stays on what had it, wherever that is now", async () => {
  begin();
  document.getElementById("show-a")?.focus();
  await after(11);
  expect(document.activeElement?.id).toBe("show-a");
});

test("what has the focus outside of it keeps it", async () => {
  begin();
  document.body.insertAdjacentHTML("beforeend", '<input id="q">');
  document.getElementById("q")?.focus();
  await after(11);
  expect(document.activeElement?.id).toBe("q");
});

test("a page that nobody sees asks for nothing", async () => {
  begin();
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await after(60);
  expect(fetch).not.toHaveBeenCalled();
});

test.each([
  ["the session is over", { redirected: true }],
  ["it is refused", { ok: false }],
])("where %s it says that it no longer renews itself, and stops", async (_, facts) => {
  says(AFTER, facts);
  const board = begin();
  await after(60);
  expect(board.querySelector<HTMLElement>(".stopped")?.hidden).toBe(false);
  expect(board.textContent).toContain("12 MW");
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("so it does where the server is away", async () => {
  answer = async () => {
    throw new TypeError("network");
  };
  const board = begin();
  await after(11);
  expect(board.querySelector<HTMLElement>(".stopped")?.hidden).toBe(false);
});
