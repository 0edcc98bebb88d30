import { expect, test } from "vitest";
import sample from "../../../tests/samples/places.json";
import { degree, doubt, pair } from "./place";

const near = (value: number) => expect.closeTo(value, 5);

test.each(sample.pairs as [string, number, number][])(
  "%s is a place",
  (text, latitude, longitude) => {
    expect(pair(text)).toEqual({ latitude: near(latitude), longitude: near(longitude) });
  },
);

test.each(sample.single as [string, number][])("%s is one coordinate", (text, value) => {
  expect(degree(text)).toEqual(near(value));
});

test.each(sample.none)("'%s' is no place", (text) => {
  expect([degree(text), pair(text)]).toEqual([null, null]);
});

const isFrench = (longitude: number, latitude: number) =>
  longitude > -5 && longitude < 9 && latitude > 41 && latitude < 51;

test.each([
  [43.3, 5.4, null],
  [5.4, 43.3, "swapped"],
  [5.4, 5.4, "far"],
  [433, 5.4, "range"],
  [43.3, 540, "range"],
] as const)("of %f, %f one says: %s", (latitude, longitude, said) => {
  expect(doubt({ latitude, longitude }, isFrench)).toBe(said);
});
