/** How old a reading is, in words. */

import { ageS, instantMs, type Reading, type State } from "./reading";
import { fill, type Lang, localeOf, words } from "./words";

const NOW_S = 2; // a reading of the last tick: "1 s ago" would only flicker
const SILENT_S = 5 * 60; // after that the hour says more than "il y a 7 min"
const HOUR_S = 3600;

const made = new Map<string, Intl.RelativeTimeFormat | Intl.DateTimeFormat>();

function once<F extends Intl.RelativeTimeFormat | Intl.DateTimeFormat>(
  key: string,
  make: () => F,
): F {
  const format = (made.get(key) as F | undefined) ?? make();
  made.set(key, format);
  return format;
}

/** "à l’instant", "il y a 3 s", "il y a 2 min". */
export function ago(seconds: number, lang: Lang): string {
  if (seconds < NOW_S) return words(lang).age.now;
  const format = once(
    `ago ${lang}`,
    () => new Intl.RelativeTimeFormat(localeOf(lang), { style: "short", numeric: "always" }),
  );
  const text =
    seconds < 60
      ? format.format(-Math.floor(seconds), "second")
      : format.format(-Math.floor(seconds / 60), "minute");
  return text.replace(/(\d) (?=\p{L})/u, "$1\u00a0"); // a number keeps its unit
}

function time(ms: number, lang: Lang): string {
  return once(
    `time ${lang}`,
    () => new Intl.DateTimeFormat(localeOf(lang), { timeStyle: "short" }),
  ).format(ms);
}

export function timeWithSeconds(ms: number, lang: Lang): string {
  return once(
    `seconds ${lang}`,
    () => new Intl.DateTimeFormat(localeOf(lang), { timeStyle: "medium" }),
  ).format(ms);
}

function dayAndTime(ms: number, lang: Lang): string {
  return once(
    `day ${lang}`,
    () => new Intl.DateTimeFormat(localeOf(lang), { dateStyle: "long", timeStyle: "short" }),
  ).format(ms);
}

/** "Aucun relevé depuis 14:05", with the date when that was another day. */
export function silence(sinceMs: number, nowMs: number, lang: Lang): string {
  const { silent_since, silent_since_day } = words(lang).age;
  const sameDay = new Date(sinceMs).toDateString() === new Date(nowMs).toDateString();
  return sameDay
    ? fill(silent_since, { when: time(sinceMs, lang) })
    : fill(silent_since_day, { when: dayAndTime(sinceMs, lang) });
}

/** The time of a reading, which stays true while the page is held. */
export function timeLine(reading: Reading, lang: Lang): string {
  const instant = instantMs(reading);
  if (instant === null) return "";
  return fill(words(lang).age.at_time, { when: timeWithSeconds(instant, lang) });
}

/** The line under a value. Empty where an age would say nothing. */
export function ageLine(reading: Reading, shown: State, nowMs: number, lang: Lang): string {
  const seconds = ageS(reading, nowMs);
  const instant = instantMs(reading);
  if (seconds === null || instant === null) return "";
  if (shown === "stale" && seconds >= SILENT_S) return silence(instant, nowMs, lang);
  const { at, measured, received } = words(lang).age;
  if (seconds >= HOUR_S) return fill(at, { when: dayAndTime(instant, lang) });
  return fill(reading.clock === "plant" ? measured : received, { ago: ago(seconds, lang) });
}
