// Decides once and for all which name stands where, and from which zoom on: nothing flickers while one looks.
import {
  GAP_PX,
  LAST_LEVEL,
  LETTERINGS,
  ROW,
  resolutionOf,
  SIDES,
  zoomOf,
} from "../src/map/lettering.ts";

const CELL_PX = 96;
// Quiet rather than full: room kept around a name, sideways and up and down.
const ROOM_PX = {
  sea: [30, 24],
  country: [14, 12],
  capital: [16, 10],
  large: [12, 8],
  chief: [14, 8],
  region: [12, 10],
  water: [20, 12],
  department: [16, 12],
  isle: [10, 6],
  middle: [18, 12],
  small: [26, 16],
};
// The level from which a lettering may be seen, and until which.
const LEVELS = {
  sea: [1, LAST_LEVEL],
  country: [1, 8],
  capital: [1, LAST_LEVEL],
  large: [1, LAST_LEVEL],
  chief: [3, LAST_LEVEL],
  region: [4, 8],
  water: [3, LAST_LEVEL],
  department: [8, 14],
  isle: [8, LAST_LEVEL],
  middle: [6, LAST_LEVEL],
  small: [10, LAST_LEVEL],
};
// In levels: how much later a name may come to stand at the better side of its dot.
const COST = { right: 0, left: 0.6, above: 1.4, below: 1.6, middle: 0 };
const ROWS = Object.keys(ROW); // in the order of LETTERINGS

/** About as wide as a system font writes it. */
export function widthOf(text, { size_px, spaced }) {
  const lines = (spaced ? text.toUpperCase() : text).split("\n");
  const widths = lines.map((line) =>
    [...line].reduce((sum, letter) => {
      if (/[iljtfr'’ .,I-]/.test(letter)) return sum + 0.33;
      if (/[mwMW]/.test(letter)) return sum + 0.88;
      return sum + (/\p{Lu}/u.test(letter) ? 0.68 : 0.55);
    }, 0),
  );
  return (Math.max(...widths) + (spaced ? 0.12 * text.length : 0)) * size_px;
}

function boxOf(label, side, level) {
  const lettering = LETTERINGS[label.lettering];
  const scale = 1 / resolutionOf(zoomOf(level));
  const [x, y] = [label.at[0] * scale, -label.at[1] * scale];
  const wide = Math.max(...[label.fr, label.en].map((name) => widthOf(name, lettering)));
  const high = lettering.size_px * 1.2 * label.fr.split("\n").length;
  const dot = lettering.dot_px ?? 0;
  const reach = dot + GAP_PX;
  const [roomX, roomY] = ROOM_PX[ROWS[label.lettering]];
  const left = { right: x - dot, left: x - reach - wide }[side] ?? x - wide / 2;
  const right = { right: x + reach + wide, left: x + dot }[side] ?? x + wide / 2;
  const top = { above: y - reach - high, below: y - dot }[side] ?? y - high / 2;
  const bottom = { above: y + dot, below: y + reach + high }[side] ?? y + high / 2;
  return [left - roomX / 2, top - roomY / 2, right + roomX / 2, bottom + roomY / 2];
}

/** Boxes of one level, in cells, so that only neighbours are compared. */
class Sheet {
  #cells = new Map();

  *#near([left, top, right, bottom]) {
    for (let i = Math.floor(left / CELL_PX); i <= right / CELL_PX; i++)
      for (let j = Math.floor(top / CELL_PX); j <= bottom / CELL_PX; j++) yield `${i} ${j}`;
  }

  isFree(box) {
    for (const key of this.#near(box))
      for (const other of this.#cells.get(key) ?? [])
        if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])
          return false;
    return true;
  }

  add(box) {
    for (const key of this.#near(box)) {
      const boxes = this.#cells.get(key);
      if (boxes) boxes.push(box);
      else this.#cells.set(key, [box]);
    }
  }
}

/** The first level from which a label has room at all later ones too, or null. */
function firstFree(sheets, label, side, [first, last]) {
  let from = null;
  for (let level = last; level >= first; level--) {
    if (!sheets[level].isFree(boxOf(label, side, level))) break;
    from = level;
  }
  return from;
}

/** Where else a name may stand: beside its dot, or for an area at other places in it. */
function choices(label) {
  const sides = LETTERINGS[label.lettering].dot_px ? SIDES.slice(0, 4) : ["middle"];
  return (label.places ?? [label.at]).flatMap((at) => sides.map((side) => ({ at, side })));
}

/**
 * Gives each label, the weightiest first, the place where it can be seen from the lowest zoom on.
 * labels: { lettering, at, fr, en, from?, places? }; one that never has room is left out.
 */
export function placed(labels) {
  const sheets = Array.from({ length: LAST_LEVEL + 1 }, () => new Sheet());
  const out = [];
  for (const label of labels) {
    const [first, last] = LEVELS[ROWS[label.lettering]];
    const reach = [Math.min(last, Math.max(first, label.from ?? 0)), last];
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    for (const { at, side } of choices(label)) {
      const from = firstFree(sheets, { ...label, at }, side, reach);
      if (from === null || from + COST[side] >= least) continue;
      least = from + COST[side];
      best = { ...label, at, side, from, to: last };
      if (least === reach[0]) break;
    }
    if (!best) continue;
    for (let level = best.from; level <= last; level++)
      sheets[level].add(boxOf(best, best.side, level));
    out.push(best);
  }
  return out;
}
