/** The base map's colours: they live in the style sheet, light and dark, and are read from there. */

import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";

/** From the bottom to the top. */
export const KINDS = [
  "land",
  "france",
  "lakes",
  "rivers",
  "departments",
  "regions",
  "borders",
  "coast",
] as const;
export type Kind = (typeof KINDS)[number];

const FILLED: readonly Kind[] = ["land", "france", "lakes"];
const WIDTHS: Partial<Record<Kind, number>> = {
  rivers: 1,
  departments: 0.7,
  regions: 1.1,
  borders: 1,
  coast: 0.8,
};
const WHOLE_FRANCE_M = 1200; // metres a pixel; nearer than that, thin lines may be a little stronger

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const styles = new Map<string, Style>();

function made(kind: Kind, near: boolean): Style {
  const color = getComputedStyle(document.documentElement).getPropertyValue(`--map-${kind}`).trim();
  const zIndex = KINDS.indexOf(kind);
  if (FILLED.includes(kind)) return new Style({ fill: new Fill({ color }), zIndex });
  const width = (WIDTHS[kind] ?? 1) * (near ? 1.4 : 1);
  return new Style({ stroke: new Stroke({ color, width, lineJoin: "round" }), zIndex });
}

/** How a kind of shape is drawn at a resolution, in metres a pixel. */
export function styleOf(kind: Kind, resolution: number): Style {
  const near = resolution < WHOLE_FRANCE_M;
  const key = `${kind} ${near}`;
  const style = styles.get(key) ?? made(kind, near);
  styles.set(key, style);
  return style;
}

/** Calls back when the visitor's system turns light or dark. */
export function onPaletteChange(redraw: () => void): void {
  dark.addEventListener("change", () => {
    styles.clear();
    redraw();
  });
}
