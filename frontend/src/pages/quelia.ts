/** The one script for other people's pages: it defines its elements and touches nothing else. */

import { built } from "../elements/built";
import { fitFrames } from "../elements/height";
import { setHomeServer } from "../elements/page";
import { defineQueliaLive } from "../elements/quelia-live";
import { defineQueliaMap } from "../elements/quelia-map";

const OURS = /^[^?#]*\/embed\/quelia\.js(?:[?#]|$)/;

/** The element that loaded this. A module has no currentScript: there it is the one with our address. What is imported has none. */
function ownScript(): Element | null | undefined {
  return document.currentScript ?? [...document.scripts].find(({ src }) => OURS.test(src));
}

const script = ownScript();
if (script instanceof HTMLScriptElement && script.src) setHomeServer(new URL(script.src).origin);
defineQueliaLive(built);
defineQueliaMap();
fitFrames(document);
