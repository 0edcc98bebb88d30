/** What a visitor sees of a reading: every decision of the screen, none of its drawing. */

import { ageLine, silence, timeLine } from "./age";
import { formatNumber, formatPercent, type Widths } from "./number";
import {
  mainValue,
  otherValues,
  type Reading,
  type State,
  shownState,
  UNKNOWN,
  type Value,
} from "./reading";
import { fromBase, inBase } from "./unit";
import { fill, type Lang, wordFor, words } from "./words";

const BOLT = "⚡";
const WITH_VALUE: readonly State[] = ["live", "stale", "no_production"];
const WITH_AGE: readonly State[] = ["live", "stale", "no_production"];

export interface OtherDisplay {
  readonly quantity: string;
  readonly label: string;
  readonly number: string;
  readonly unit: string;
}

export interface Display {
  readonly state: State;
  readonly reason: string | null;
  readonly icon: string;
  readonly word: string;
  /** The raw number with a dot, null when no value is to be shown. */
  readonly value: string | null;
  readonly number: string;
  readonly unit: string;
  /** The number at full capacity, to keep room for. Empty where that is not known. */
  readonly widest: string;
  /** How much of its capacity the plant gives, in words, and as a number from 0 to 1. Empty and 0 where it is not live. */
  readonly percent: string;
  readonly gauge: number;
  /** null: nothing is known that would be better than what stands there. */
  readonly age: string | null;
  readonly mark: string;
  readonly others: readonly OtherDisplay[];
}

export interface Moment {
  readonly nowMs: number;
  readonly lang: Lang;
  readonly widths: Widths;
  /** Instant of the last good reading seen, for "no reading since". */
  readonly lastGoodMs: number | null;
  /** What the plant can give, where the page says it. */
  readonly capacity?: Capacity | null;
  /** Whether the page is held: then nothing may move, ages neither. */
  readonly held?: boolean;
  /** Whether the state is named in as few words as there are for it. */
  readonly brief?: boolean;
}

export interface Capacity {
  readonly number: number;
  readonly base: string;
}

function written(plant: string, entry: Value, { widths, lang }: Moment): string {
  const key = `${plant} ${entry.quantity} ${entry.unit}`;
  return formatNumber(entry.value, widths.decimals(key, entry.value), lang);
}

function ageOf(reading: Reading, state: State, moment: Moment): string | null {
  if (WITH_AGE.includes(state) && moment.held) return timeLine(reading, moment.lang);
  if (WITH_AGE.includes(state)) return ageLine(reading, state, moment.nowMs, moment.lang);
  if (state !== "error") return "";
  return moment.lastGoodMs === null ? null : silence(moment.lastGoodMs, moment.nowMs, moment.lang);
}

function widestOf(plant: string, main: Value | undefined, moment: Moment): string {
  const { capacity, widths, lang } = moment;
  if (!main || !capacity || inBase(1, main.unit, capacity.base) === null) return "";
  const decimals = widths.decimals(`${plant} ${main.quantity} ${main.unit}`, main.value);
  return formatNumber(fromBase(capacity.number, main.unit), decimals, lang);
}

function shareOf(main: Value | undefined, state: State, capacity: Capacity | null): number | null {
  if (!main || state !== "live" || !capacity) return null;
  const number = inBase(main.value, main.unit, capacity.base);
  return number === null || !(capacity.number > 0) ? null : number / capacity.number;
}

function wordOf(reading: Reading, state: State, { lang, brief = false }: Moment): string {
  const text = words(lang);
  if (state === "paused" && reading.wording && !brief) return reading.wording;
  if (state === "error" && reading.reason === UNKNOWN) return text.element.unknown;
  return wordFor({ ...text.state, none: "" }, state);
}

/** Decides everything shown of a plant at a moment. */
export function display(reading: Reading, moment: Moment): Display {
  const { lang } = moment;
  const text = words(lang);
  const state = shownState(reading, moment.nowMs);
  const main = WITH_VALUE.includes(state) ? mainValue(reading) : undefined;
  const share = shareOf(main, state, moment.capacity ?? null);
  return {
    state,
    reason: state === "error" ? reading.reason : null,
    icon: state === "live" ? BOLT : "",
    word: wordOf(reading, state, moment),
    value: main ? String(main.value) : null,
    number: main ? written(reading.plant, main, moment) : "",
    unit: main?.unit ?? "",
    widest: widestOf(reading.plant, main, moment),
    percent:
      share === null
        ? ""
        : fill(text.element.share_of_capacity, { percent: formatPercent(share, lang) }),
    gauge: Math.min(1, share ?? 0),
    age: ageOf(reading, state, moment),
    mark: reading.simulated ? text.element.simulated : "",
    others: otherValues(reading).map((entry) => ({
      quantity: entry.quantity,
      label: wordFor(text.quantity, entry.quantity),
      number: written(reading.plant, entry, moment),
      unit: entry.unit,
    })),
  };
}
