/** The ground below the plants: drawn on a canvas from files of our own origin, the finer ones fetched when needed. */

import Feature from "ol/Feature.js";
import MultiLineString from "ol/geom/MultiLineString.js";
import PointGeometry from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import type Style from "ol/style/Style.js";
import type { Lang } from "../domain/words";
import { type BaseMap, type Label, labelsOf, type Shape, shapesOf } from "./basemap";
import { isSeen, Names } from "./names";
import { onPaletteChange, styleOf } from "./palette";

/** Where the files are: France and its frame, the same finer, and the departments overseas. */
export interface GroundFiles {
  readonly first: string;
  readonly detail: string;
  readonly overseas: string;
}
type Part = keyof GroundFiles;

interface Features {
  readonly shapes: Feature[];
  readonly labels: Feature[];
}

function shapeFeature({ kind, lines, closed }: Shape): Feature {
  return new Feature({
    geometry: closed ? new Polygon(lines) : new MultiLineString(lines),
    kind,
  });
}

function featuresOf(map: BaseMap): Features {
  return {
    shapes: shapesOf(map).map(shapeFeature),
    labels: labelsOf(map).map(
      (label) => new Feature({ geometry: new PointGeometry(label.at), label }),
    ),
  };
}

// A finger on a phone moves what was drawn, with room around it, and the rest follows when it is lifted;
// a computer draws anew in every frame.
const FINGER = window.matchMedia("(pointer: coarse)").matches;
const ROOM_PX = FINGER ? 480 : 300;

function layerOf(
  source: VectorSource,
  style: (feature: Feature, resolution: number) => Style | Style[] | undefined,
  declutter: boolean,
): VectorLayer {
  return new VectorLayer({
    source,
    style: (feature, resolution) => style(feature as Feature, resolution),
    declutter,
    renderBuffer: ROOM_PX,
    updateWhileAnimating: !FINGER,
    updateWhileInteracting: !FINGER,
  });
}

/** Two layers, empty until their files have come. Without them the plants still stand where they are. */
export class Ground {
  readonly layers: VectorLayer[];
  readonly #files: GroundFiles;
  readonly #names: Names;
  readonly #shapes = new VectorSource({ wrapX: false });
  readonly #labels = new VectorSource({ wrapX: false });
  readonly #asked = new Set<Part>();
  readonly #parts = new Map<Part, Features>();

  constructor(files: GroundFiles, language: Lang) {
    this.#files = files;
    this.#names = new Names(language);
    const shape = (feature: Feature, resolution: number) =>
      styleOf(feature.get("kind"), resolution);
    const name = (feature: Feature, resolution: number) => {
      const label: Label = feature.get("label");
      return isSeen(label, resolution) ? this.#names.styleOf(label) : undefined;
    };
    this.layers = [layerOf(this.#shapes, shape, false), layerOf(this.#labels, name, true)];
    onPaletteChange(() => {
      this.#names.forget();
      for (const layer of this.layers) layer.changed();
    });
  }

  /** Fetches a part, once; what is not there leaves the ground as it is. */
  async want(part: Part): Promise<void> {
    if (this.#asked.has(part) || !this.#files[part]) return;
    this.#asked.add(part);
    const answer = await fetch(this.#files[part]).catch(() => null);
    if (!answer) this.#asked.delete(part); // no network: the next move may ask again
    if (!answer?.ok) return;
    const map: BaseMap | null = await answer.json().catch(() => null);
    if (map) this.#put(part, featuresOf(map));
  }

  /** The finer outlines take the place of the coarse ones between two frames. */
  #put(part: Part, features: Features): void {
    this.#parts.set(part, features);
    if (this.#parts.has("detail")) this.#parts.delete("first");
    const all = [...this.#parts.values()];
    for (const [source, kind] of [
      [this.#shapes, "shapes"],
      [this.#labels, "labels"],
    ] as const) {
      source.clear(true);
      source.addFeatures(all.flatMap((each) => each[kind]));
    }
    this.#names.forget();
  }
}
