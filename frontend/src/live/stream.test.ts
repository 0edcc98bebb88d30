// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { look, Wire } from "./samples";
import { backOffMs, Stream } from "./stream";

const page = document.documentElement;
let stream: Stream | undefined;

function follow(): void {
  stream = new Stream(vi.fn(), vi.fn());
  stream.follow("/v1/stream?plants=a");
}

beforeEach(() => {
  Wire.made = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Wire);
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue({ status: 404 }));
  look("visible");
});

afterEach(() => {
  stream?.follow(null);
  delete page.dataset["queliaDraft"];
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a public page shows no ticket", () => {
  follow();
  expect(Wire.made.map(({ url }) => url)).toEqual(["/v1/stream?plants=a"]);
});

test("a stream that was refused comes back with the ticket that the page holds by then", () => {
  page.dataset["queliaDraft"] = "first";
  follow();
  Wire.made[0]?.open();
  page.dataset["queliaDraft"] = "second";
  Wire.made[0]?.refuse();
  vi.advanceTimersByTime(1000);
  expect(Wire.made.map(({ url }) => url.split("&")[1])).toEqual(["draft=first", "draft=second"]);
});

test("why a preview was refused is asked with its ticket", () => {
  page.dataset["queliaDraft"] = "first";
  follow();
  Wire.made[0]?.refuse();
  expect(fetch).toHaveBeenCalledWith("/v1/stream?plants=a&draft=first", expect.anything());
});

test("the wait has full jitter and an end", () => {
  expect(backOffMs(0, 1)).toBe(1000);
  expect(backOffMs(3, 0.5)).toBe(4000);
  expect(backOffMs(40, 1)).toBe(30_000);
  expect(backOffMs(40, 0)).toBe(0);
});
