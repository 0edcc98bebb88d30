/** The one script for other people's pages: it defines its elements and touches nothing else. */

import { setHomeServer } from "../elements/page";
import { defineQueliaLive } from "../elements/quelia-live";
import { defineQueliaMap } from "../elements/quelia-map";

// A module has no currentScript: there the element says its server, or the page's own is meant.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) setHomeServer(new URL(script.src).origin);
defineQueliaLive();
defineQueliaMap();
