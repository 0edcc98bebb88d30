/** The pages of owners work without a script. This one brings their style, copies a link, and sends a form once. */

import "./owner.css";
import { startCopying } from "./copying";
import { sendOnce } from "./once";

startCopying();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-once]")) sendOnce(form);
