/** The buttons on the map: nearer, farther, and back to the whole. */

import type { PlantEntry } from "./plants";
import type { PlantMap } from "./view";

/** chosen: the plant that is being looked at, around which one zooms. */
export function mapTools(page: ParentNode, map: PlantMap, chosen: () => PlantEntry | null): void {
  const tools: Record<string, () => void> = {
    "zoom-in": () => map.zoomBy(1, chosen()),
    "zoom-out": () => map.zoomBy(-1, chosen()),
    whole: () => map.showWhole(),
  };
  for (const [name, action] of Object.entries(tools)) {
    page.querySelector(`[data-action="${name}"]`)?.addEventListener("click", action);
  }
}
