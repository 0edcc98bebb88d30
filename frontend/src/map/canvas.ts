/** The map of the library: what it shows itself in, and how hands move it. */

import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import DragPan from "ol/interaction/DragPan.js";
import KeyboardPan from "ol/interaction/KeyboardPan.js";
import KeyboardZoom from "ol/interaction/KeyboardZoom.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import PinchZoom from "ol/interaction/PinchZoom.js";
import Kinetic from "ol/Kinetic.js";
import type Layer from "ol/layer/Layer.js";
import OlMap from "ol/Map.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import View from "ol/View.js";
import type { Area } from "./areas";
import { mercator } from "./extents";

export const NEAREST_ZOOM = 11.5; // the ground says nothing more beyond

export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A view that ends where the ground of its area ends; one of no area is free. */
export function viewOf(area: Area | null): View {
  return new View({
    center: [0, 0],
    zoom: 5,
    maxZoom: NEAREST_ZOOM,
    enableRotation: false,
    ...(area ? { extent: mercator(area.drawn) } : {}),
  });
}

/** Twice on a marker is no wish to come nearer. */
class DoubleClickOnGround extends DoubleClickZoom {
  override handleEvent(event: MapBrowserEvent): boolean {
    const { target } = event.originalEvent;
    const onMarker = target instanceof Element && target.closest(".marker") !== null;
    return onMarker || super.handleEvent(event);
  }
}

export function canvas(target: HTMLElement, layers: Layer[], view: View): OlMap {
  return new OlMap({
    target,
    controls: [],
    interactions: [
      new DragPan({ kinetic: calm() ? undefined : new Kinetic(-0.005, 0.05, 100) }),
      new MouseWheelZoom(),
      new PinchZoom(),
      new DoubleClickOnGround(),
      new KeyboardPan(),
      new KeyboardZoom(),
    ],
    layers,
    view,
  });
}
