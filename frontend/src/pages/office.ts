/** The pages of the office work without a script. This one brings their style, and says when a passkey does not answer. */

import "./office.css";
import { startAccents } from "./accent";
import { startEmbedding } from "./embedding";

startAccents();
startEmbedding();

document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("not_confirmed");
  if (said === null) return;
  event.preventDefault();
  said.hidden = false;
});
