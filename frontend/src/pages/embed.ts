/** The page that others frame: one plant, its name and its value. */

import "./embed.css";
import { tellHeight } from "../elements/height";
import { defineQueliaLive } from "../elements/quelia-live";
import { startChrome } from "./chrome";

startChrome();
defineQueliaLive();
const shown = document.querySelector<HTMLElement>("main");
if (shown) tellHeight(shown);
