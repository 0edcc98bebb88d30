// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { everySecond, ServerClock } from "./clock";

const HOUR_MS = 3_600_000;
const AT = "2024-01-15T10:30:00Z";

test("a browser that is an hour wrong still knows the server's time", () => {
  const clock = new ServerClock();
  clock.observe(AT, Date.parse(AT) + HOUR_MS);
  expect(clock.nowMs(Date.parse(AT) + HOUR_MS + 2000)).toBe(Date.parse(AT) + 2000);
});

test("a reading that waited on the server does not set the clock back", () => {
  const clock = new ServerClock();
  clock.observe(AT, Date.parse(AT) + 50);
  clock.observe(AT, Date.parse(AT) + 9000);
  expect(clock.nowMs(Date.parse(AT) + 50)).toBe(Date.parse(AT));
});

test("a server whose clock is set back an hour is believed at once", () => {
  const clock = new ServerClock();
  clock.observe(AT, Date.parse(AT));
  clock.observe("2024-01-15T09:30:05Z", Date.parse(AT) + 5000);
  expect(clock.nowMs(Date.parse(AT) + 5000)).toBe(Date.parse("2024-01-15T09:30:05Z"));
});

test("at a new connection the old difference holds until the server is heard", () => {
  const clock = new ServerClock();
  clock.observe(AT, Date.parse(AT) + HOUR_MS);
  clock.reset(Date.parse(AT) + HOUR_MS, 500);
  expect(clock.nowMs(Date.parse(AT) + HOUR_MS)).toBe(Date.parse(AT));
  clock.observe(AT, Date.parse(AT) + 2 * HOUR_MS);
  expect(clock.nowMs(Date.parse(AT) + 2 * HOUR_MS)).toBe(Date.parse(AT));
});

test("a browser clock that is set back makes no value younger", () => {
  const clock = new ServerClock();
  clock.observe(AT, Date.parse(AT));
  expect(clock.leapt(Date.parse(AT), 500)).toBe(false);
  expect(clock.leapt(Date.parse(AT) + 1000, 1500)).toBe(false);
  expect(clock.leapt(Date.parse(AT) + 2000 - HOUR_MS, 2500)).toBe(true);
  expect(clock.nowMs(Date.parse(AT) + 2000 - HOUR_MS)).toBe(Date.parse(AT) + 2000);
});

test("after a leap ahead, as after a sleep, values look old until the server is heard", () => {
  const clock = new ServerClock();
  clock.observe(AT, Date.parse(AT));
  clock.leapt(Date.parse(AT), 500);
  expect(clock.leapt(Date.parse(AT) + HOUR_MS, 1500)).toBe(true);
  expect(clock.nowMs(Date.parse(AT) + HOUR_MS)).toBe(Date.parse(AT) + HOUR_MS);
});

test("an unreadable time teaches nothing", () => {
  const clock = new ServerClock();
  clock.observe("soon", 1000);
  expect(clock.nowMs(1000)).toBe(1000);
});

test("one timer serves all, and stops with the last", () => {
  vi.useFakeTimers();
  const [first, second] = [vi.fn(), vi.fn()];
  const stops = [everySecond(first), everySecond(second)];
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(2000);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([2, 2]);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("who returns to the page is not shown what was true when he left", () => {
  vi.useFakeTimers();
  const tick = vi.fn();
  const stop = everySecond(tick);
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(tick).not.toHaveBeenCalled();
  visibility.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(tick).toHaveBeenCalledTimes(1);
  stop();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(tick).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
  vi.useRealTimers();
});
