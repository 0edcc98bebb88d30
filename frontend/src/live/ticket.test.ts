// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { look } from "./samples";
import { keepRenewed, ticketed } from "./ticket";

const page = document.documentElement;
const asked = vi.fn<(address: string, how: RequestInit) => Promise<Response>>();
const ended = vi.fn();
let stop = (): void => {};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", asked);
  asked.mockReset();
  ended.mockReset();
  page.dataset["queliaRenew"] = "/apercu/t/ticket";
  page.dataset["queliaDraft"] = "first";
  stop = keepRenewed(ended);
});

afterEach(() => {
  stop();
  delete page.dataset["queliaDraft"];
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a page without a ticket asks as everybody does", () => {
  delete page.dataset["queliaDraft"];
  expect(ticketed("/v1/stream?map=a")).toBe("/v1/stream?map=a");
});

test("a page with a ticket shows it", () => {
  expect(ticketed("/v1/stream?map=a")).toBe("/v1/stream?map=a&draft=first");
});

test("a page that is open holds a fresh ticket at any time", async () => {
  for (const ticket of ["second", "third"]) {
    asked.mockResolvedValueOnce(new Response(ticket));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.dataset["queliaDraft"]).toBe(ticket);
  }
  expect(asked.mock.calls.map(([address]) => address)).toEqual(Array(2).fill("/apercu/t/ticket"));
});

test("once its token opens nothing there is an end", async () => {
  asked.mockResolvedValueOnce(new Response("", { status: 404 }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).toHaveBeenCalledOnce();
});

test.each([500, 503, 429])("a server that is unwell (%i) ends nothing", async (status) => {
  asked.mockResolvedValueOnce(new Response("", { status }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([page.dataset["queliaDraft"], ended.mock.calls.length]).toEqual(["first", 0]);
});

test("a server that is away ends nothing", async () => {
  asked.mockRejectedValueOnce(new TypeError("away"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([page.dataset["queliaDraft"], ended.mock.calls.length]).toEqual(["first", 0]);
});

test("a page that is looked at again asks at once", () => {
  asked.mockResolvedValueOnce(new Response("second"));
  look("visible");
  expect(asked).toHaveBeenCalledOnce();
});

test("a page that was left asks no more", async () => {
  stop();
  look("visible");
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked).not.toHaveBeenCalled();
});
