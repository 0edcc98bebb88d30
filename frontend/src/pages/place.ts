/** The place of a plant in the office: a map beside two fields that work without it. */

import "./place.css";
import { type Doubt, degree, doubt, type Place, pair } from "../domain/place";
import { langOf } from "../domain/words";
import { isFrench } from "../map/areas";
import { Picker } from "../map/picker";

class PlaceField {
  readonly #latitude: HTMLInputElement;
  readonly #longitude: HTMLInputElement;
  readonly #doubt: HTMLElement;
  readonly #picker: Picker;

  constructor(root: HTMLElement, latitude: HTMLInputElement, longitude: HTMLInputElement) {
    const part = <T extends Element>(name: string) => root.querySelector<T>(`[data-${name}]`) as T;
    const canvas = part<HTMLElement>("canvas");
    const areas = part<HTMLSelectElement>("area");
    this.#latitude = latitude;
    this.#longitude = longitude;
    this.#doubt = part("doubt");
    longitude.closest(".field")?.after(root);
    root.hidden = false;
    const { basemap = "", basemapDetail = "", basemapOverseas = "" } = root.dataset;
    this.#picker = new Picker(
      canvas,
      { first: basemap, detail: basemapDetail, overseas: basemapOverseas },
      langOf(document.documentElement.lang),
      {
        placed: (place) => this.#write(place),
        entered: (area) => {
          areas.value = area;
        },
      },
    );
    areas.addEventListener("change", () => this.#picker.showArea(areas.value));
    part("nearer").addEventListener("click", () => this.#picker.zoomBy(1));
    part("farther").addEventListener("click", () => this.#picker.zoomBy(-1));
    for (const field of [latitude, longitude])
      field.addEventListener("input", () => this.#typed(field));
    part("swap").addEventListener("click", () => this.#swap());
    this.#look();
  }

  /** What is pasted into one field may be both. */
  #typed(field: HTMLInputElement): void {
    const both = degree(field.value) === null ? pair(field.value) : null;
    if (both) this.#write(both);
    this.#look();
  }

  #look(): void {
    const place = this.#read();
    const said = place && doubt(place, isFrench);
    this.#say(said);
    this.#picker.show(said === "range" ? null : place);
  }

  #read(): Place | null {
    const [latitude, longitude] = [degree(this.#latitude.value), degree(this.#longitude.value)];
    return latitude === null || longitude === null ? null : { latitude, longitude };
  }

  #write({ latitude, longitude }: Place): void {
    this.#latitude.value = String(latitude);
    this.#longitude.value = String(longitude);
    this.#say(doubt({ latitude, longitude }, isFrench));
  }

  #swap(): void {
    const place = this.#read();
    if (place) this.#write({ latitude: place.longitude, longitude: place.latitude });
    this.#look();
    this.#latitude.focus();
  }

  #say(said: Doubt | null): void {
    for (const each of this.#doubt.querySelectorAll<HTMLElement>("[data-says]"))
      each.hidden = each.dataset["says"] !== said;
  }
}

const root = document.querySelector<HTMLElement>("[data-place]");
const [latitude, longitude] = ["latitude", "longitude"].map((name) =>
  document.querySelector<HTMLInputElement>(`[name="${name}"]`),
);
if (root && latitude && longitude) new PlaceField(root, latitude, longitude);
