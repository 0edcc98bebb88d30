/** The pages of the office work without a script. This one brings their style, and says when a passkey does not answer. */

import "./office.css";
import "./board.css";
import { startAccents } from "./accent";
import { renews } from "./board";
import { startCopying } from "./copying";
import { startEmbedding } from "./embedding";
import { watchPace } from "./pace";
import { startPrinting } from "./printing";

const board = document.getElementById("board");
if (board !== null) renews(board);
startAccents();
startCopying();
startEmbedding();
startPrinting();
watchPace(document);

document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("not_confirmed");
  if (said === null) return;
  event.preventDefault();
  said.hidden = false;
});
