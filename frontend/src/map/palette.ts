/** How the ground's shapes are drawn. Their colours live in `ground.css`, light and dark, and are read from there. */

import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { Kind } from "./basemap";
import { zoomAt } from "./lettering";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const styles = new Map<string, Style[]>();
const colors = new Map<string, string>();

/** A colour of the style sheet: six hexadecimal digits, so that an opacity can follow. */
export function color(name: string, opacity = 1): string {
  const root = document.documentElement;
  const hex = colors.get(name) ?? getComputedStyle(root).getPropertyValue(`--map-${name}`).trim();
  colors.set(name, hex);
  if (opacity >= 1) return hex;
  return (
    hex +
    Math.round(Math.max(0, opacity) * 255)
      .toString(16)
      .padStart(2, "0")
  );
}

/** From 0 to 1 between two zooms. */
function between(zoom: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (zoom - from) / (to - from)));
}

function fill(name: string, zIndex: number): Style {
  return new Style({ fill: new Fill({ color: color(name) }), zIndex });
}

interface Line {
  readonly name: string;
  readonly width: number;
  readonly zIndex: number;
  readonly opacity?: number;
  readonly dash?: number[];
}

function line({ name, width, zIndex, opacity = 1, dash }: Line): Style {
  const stroke = new Stroke({
    color: color(name, opacity),
    width,
    lineJoin: "round",
    lineCap: dash ? "butt" : "round",
    ...(dash ? { lineDash: dash } : {}),
  });
  return new Style({ stroke, zIndex });
}

/** Water grows lighter in three steps towards the coast, which the land then covers by half. */
function land(zoom: number): Style[] {
  const wide = 1 + between(zoom, 5, 9) * 1.1;
  return [
    line({ name: "shelf-far", width: 30 * wide, zIndex: 0 }),
    line({ name: "shelf-mid", width: 17 * wide, zIndex: 1 }),
    line({ name: "shelf-near", width: 7 * wide, zIndex: 2 }),
    fill("land", 3),
    line({ name: "coast", width: 0.7 + between(zoom, 5, 9) * 0.5, zIndex: 12 }),
  ];
}

function made(kind: Kind, zoom: number): Style[] {
  switch (kind) {
    case "land":
      return land(zoom);
    case "france":
      return [fill("france", 4)];
    case "lakes":
      return [fill("lakes", 6), line({ name: "rivers", width: 0.7, zIndex: 6 })];
    case "rivers":
      return [line({ name: "rivers", width: 0.9 + between(zoom, 5, 9) * 1.1, zIndex: 5 })];
    case "streams":
      return [
        line({
          name: "rivers",
          width: 0.6 + between(zoom, 5, 9) * 0.7,
          zIndex: 5,
          opacity: 0.85 - between(zoom, 6, 7.2) * 0.85, // see basemap/rivers.mjs
        }),
      ];
    case "departments":
      return [
        line({
          name: "departments",
          width: 0.6 + between(zoom, 6, 9) * 0.5,
          zIndex: 7,
          opacity: 0.35 + between(zoom, 5.5, 7.5) * 0.65,
          ...(zoom >= 7 ? { dash: [5, 3] } : {}),
        }),
      ];
    case "regions":
      return [line({ name: "regions", width: 0.9 + between(zoom, 5, 9) * 0.7, zIndex: 8 })];
    case "borders":
      return [line({ name: "borders", width: 0.8 + between(zoom, 5, 9) * 0.6, zIndex: 9 })];
    case "frontier":
      return [
        line({ name: "ribbon", width: 5 + between(zoom, 5, 9) * 4, zIndex: 10 }),
        line({ name: "frontier", width: 1 + between(zoom, 5, 9) * 0.6, zIndex: 11 }),
      ];
  }
}

/** The styles of a kind of shape at a resolution, in metres a pixel. */
export function styleOf(kind: Kind, resolution: number): Style[] {
  const zoom = Math.round(zoomAt(resolution) * 2) / 2;
  const key = `${kind} ${zoom}`;
  const style = styles.get(key) ?? made(kind, zoom);
  styles.set(key, style);
  return style;
}

/** Calls back when the visitor's system turns light or dark. */
export function onPaletteChange(redraw: () => void): void {
  dark.addEventListener("change", () => {
    styles.clear();
    colors.clear();
    redraw();
  });
}
