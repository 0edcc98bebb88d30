/** What an element takes from the page around it: a language, and the server that its script came from. */

import { type Lang, langOf } from "../domain/words";
import { serverAddress } from "../live/server";

let homeServer = "";

/** The server of elements that name none: the page's own, unless the script came from elsewhere. */
export function setHomeServer(origin: string): void {
  homeServer = origin;
}

/** The server of an element. */
export function serverAt(element: Element): string {
  return serverAddress(element.getAttribute("server") ?? homeServer, document.baseURI);
}

/** The language at an element: its own, else that around it, that of the page, or the visitor's. */
export function langAt(element: Element): Lang {
  const around = element.closest("[lang]")?.getAttribute("lang");
  return langOf(around || document.documentElement.lang || navigator.language);
}
