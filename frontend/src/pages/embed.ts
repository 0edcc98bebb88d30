/** The page that others frame: one plant, its name and its value. */

import "./embed.css";
import { defineQueliaLive } from "../elements/quelia-live";
import { startChrome } from "./chrome";

startChrome();
defineQueliaLive();
