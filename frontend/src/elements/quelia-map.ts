/** `<quelia-map map="…" [plant] [energy] [theme] [height] [server] [lang]>`: a map of ours in a frame, and a link to it. */

import { words } from "../domain/words";
import css from "./map-frame.css?inline";
import { langAt, serverAt } from "./page";
import { shadowOf } from "./shadow";

// Enough for the map, and nothing more: neither the page around it nor what it can do is the map's affair.
const ASKED = ["plant", "energy", "theme"]; // what the map is asked for, by the same words in its address
const ALLOWED =
  "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms";

function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string>,
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, text] of Object.entries(attributes)) element.setAttribute(name, text);
  return element;
}

export class QueliaMap extends HTMLElement {
  static readonly observedAttributes = ["map", ...ASKED, "height", "server", "lang"];

  #connected = false;

  connectedCallback(): void {
    this.#connected = true;
    document.addEventListener("securitypolicyviolation", this.#refused);
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#connected = false;
    document.removeEventListener("securitypolicyviolation", this.#refused);
    this.shadowRoot?.replaceChildren(); // the map in it ends its stream
  }

  attributeChangedCallback(_: string, before: string | null, after: string | null): void {
    if (this.#connected && before !== after) this.#draw();
  }

  #draw(): void {
    const lang = langAt(this);
    const text = words(lang).element;
    const map = encodeURIComponent(this.getAttribute("map")?.trim() || "france");
    const asked = ASKED.map((name) => [name, this.getAttribute(name)?.trim()] as const);
    const further = asked.map(([name, text]) =>
      text ? `&${name}=${encodeURIComponent(text)}` : "",
    );
    const query = `?lang=${lang}${further.join("")}`;
    const server = serverAt(this);

    const src = `${server}/embed/carte/${map}${query}`;
    const frame = made("iframe", { title: text.map, loading: "lazy", sandbox: ALLOWED, src });
    const heightPx = Number(this.getAttribute("height"));
    if (heightPx > 0) frame.style.blockSize = `${heightPx}px`; // no attribute: a strict page would refuse that
    const href = `${server}/carte/${map}${query}`;
    const link = made("a", { href, target: "_blank", rel: "noopener" });
    link.append(text.map_link);
    shadowOf(this, css).replaceChildren(frame, link);
  }

  /** A page that allows no frames of others keeps the link, and no hole above it. */
  readonly #refused = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    const frame = this.shadowRoot?.querySelector("iframe");
    if (!frame || effectiveDirective !== "frame-src" || blockedURI === "") return;
    const { href } = new URL(frame.getAttribute("src") ?? "", document.baseURI);
    if (href.startsWith(blockedURI)) frame.remove();
  };
}

/** Makes the element known to the page; a second script of ours on the same page changes nothing. */
export function defineQueliaMap(): void {
  if (!customElements.get("quelia-map")) customElements.define("quelia-map", QueliaMap);
}
