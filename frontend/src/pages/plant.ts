/** The page of one plant: everything stands already, only the value lives. */

import "./plant.css";
import { defineQueliaLive } from "../elements/quelia-live";
import { startChrome } from "./chrome";

startChrome();
defineQueliaLive();
