/** A window that changes, or a phone that is turned, shows the whole map again, unless somebody moved it. */

import type OlMap from "ol/Map.js";

/** show: shows the whole. Returns what is called whenever it is shown for another reason. */
export function keepWhole(map: OlMap, show: () => void): () => void {
  let fitting = false;
  let fitted = "";
  let widePx = 0;
  const where = () => `${map.getView().getZoom()} ${map.getView().getCenter()}`;
  map.on("moveend", () => {
    if (fitting) fitted = where();
    fitting = false;
  });
  map.on("change:size", () => {
    const [wide = 0] = map.getSize() ?? [];
    // Its height alone changes on a phone while one scrolls: that moves nothing.
    if (wide !== widePx && where() === fitted) show();
    widePx = wide;
  });
  return () => {
    fitting = true;
  };
}
