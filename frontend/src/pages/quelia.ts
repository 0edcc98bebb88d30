/** The one script for other people's pages: it defines `<quelia-live>` and touches nothing else. */

import { defineQueliaLive, setHomeServer } from "../elements/quelia-live";

// A module has no currentScript: there the element says its server, or the page's own is meant.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) setHomeServer(new URL(script.src).origin);
defineQueliaLive();
