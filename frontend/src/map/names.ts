/** How the names on the ground are drawn: by rank, with a halo, in the page's language. */

import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import type { Lang } from "../domain/words";
import type { Label } from "./basemap";
import { GAP_PX, LETTERINGS, type Lettering, levelOf, ROW, zoomAt } from "./lettering";
import { color } from "./palette";

const FONTS = "system-ui, sans-serif";
const HAIR_SPACE = "\u200a"; // a canvas has no letter-spacing that OpenLayers would set
const HALO_PX = 3;

function lettersOf(name: string, { spaced }: Lettering): string {
  if (!spaced) return name;
  const lines = name.toLocaleUpperCase("fr").split("\n");
  return lines.map((line) => [...line].join(HAIR_SPACE)).join("\n");
}

/** Where the name stands in relation to its place. */
function stand(label: Label, { dot_px = 0 }: Lettering) {
  const reach = dot_px + GAP_PX;
  switch (label.side) {
    case "right":
      return { textAlign: "left", offsetX: reach, textBaseline: "middle" } as const;
    case "left":
      return { textAlign: "right", offsetX: -reach, textBaseline: "middle" } as const;
    case "above":
      return { textAlign: "center", offsetY: -reach + 1, textBaseline: "bottom" } as const;
    case "below":
      return { textAlign: "center", offsetY: reach - 1, textBaseline: "top" } as const;
    case "middle":
      return { textAlign: "center", textBaseline: "middle" } as const;
  }
}

function dotOf({ dot_px, weight }: Lettering, row: number): CircleStyle {
  const heavy = weight > 400;
  return new CircleStyle({
    radius: dot_px ?? 0,
    fill: new Fill({ color: color(heavy && row !== ROW.chief ? "dot" : "halo") }),
    stroke: new Stroke({ color: color(heavy ? "dot" : "dot-quiet"), width: heavy ? 1.3 : 1.1 }),
  });
}

/** The styles of labels, each made when it is first seen. */
export class Names {
  readonly #language: Lang;
  readonly #styles = new Map<Label, Style>();
  readonly #dots = new Map<number, CircleStyle>(); // a dot is a canvas: one for each row, not for each town

  constructor(language: Lang) {
    this.#language = language;
  }

  styleOf(label: Label): Style {
    const style = this.#styles.get(label) ?? this.#made(label);
    this.#styles.set(label, style);
    return style;
  }

  /** After a change of colours, or when other labels have come. */
  forget(): void {
    this.#styles.clear();
    this.#dots.clear();
  }

  #made(label: Label): Style {
    const lettering = LETTERINGS[label.lettering] as Lettering;
    const { kind, weight, size_px, italic } = lettering;
    const ink = kind === "town" && weight < 500 ? "village" : kind;
    return new Style({
      ...(lettering.dot_px ? { image: this.#dot(lettering, label.lettering) } : {}),
      text: new Text({
        text: lettersOf(label.name[this.#language === "fr" ? "fr" : "en"], lettering),
        font: `${italic ? "italic " : ""}${weight} ${size_px}px ${FONTS}`,
        fill: new Fill({ color: color(`ink-${ink}`) }),
        stroke: new Stroke({
          color: color(kind === "sea" ? "halo-water" : "halo", 0.85),
          width: HALO_PX,
        }),
        ...stand(label, lettering),
      }),
    });
  }

  #dot(lettering: Lettering, row: number): CircleStyle {
    const dot = this.#dots.get(row) ?? dotOf(lettering, row);
    this.#dots.set(row, dot);
    return dot;
  }
}

/** Whether a label belongs to a resolution, in metres a pixel. */
export function isSeen({ from, to }: Label, resolution: number): boolean {
  const level = levelOf(zoomAt(resolution)) + 0.01; // a zoom that was reached by steps is a little beside
  return level >= from && level < to + 1;
}
