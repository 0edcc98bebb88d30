import { expect, test } from "vitest";
import { pace } from "./pace";

const WORDS = {
  pace: "{minute} / {day} / {idle}",
  paceNever: "{minute} / {day}",
  paceQuota: "max {quota}",
};

test.each([
  [5, 60, Number.NaN, "12 / 17,280 / 1,440"],
  [300, 60, Number.NaN, "0.2 / 288 / 288"],
  [5, 0, Number.NaN, "12 / 17,280"],
  [5, 0, 300, "12 / 17,280 max 300"],
  [300, 0, 300, "0.2 / 288"],
  [0, 60, Number.NaN, ""],
  [Number.NaN, 60, Number.NaN, ""],
])(
  "an interval of %s s, without visitors %s s, at most %s: %s",
  (interval, history, quota, said) => {
    expect(pace(WORDS, interval, history, quota, "en")).toBe(said);
  },
);
