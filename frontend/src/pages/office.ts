/** The pages of the office work without a script. This one brings their style, and says when a passkey does not answer. */

import "./office.css";
import "./board.css";
import { copies, renews } from "./board";
import { startCopying } from "./copying";
import { watchPace } from "./pace";

const board = document.getElementById("board");
if (board !== null) renews(board);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copies]")) copies(button);
startCopying();
watchPace(document);

document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("not_confirmed");
  if (said === null) return;
  event.preventDefault();
  said.hidden = false;
});
