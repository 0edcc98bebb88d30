/** The parts on a page that is not ours: built in a shadow root, with their style. Our own pages never need this. */

import css from "./live.css?inline";
import { NO_BREAK_SPACE, part } from "./parts";
import { shadowOf } from "./shadow";
import shadowCss from "./shadow.css?inline";

/** The same parts as `_live.html` writes. The spaces are seen within a sentence only: a grid has none. */
function build(): (Node | string)[] {
  const icon = part("icon");
  icon.setAttribute("aria-hidden", "true");
  return [
    part("status", "span", icon, " ", part("word")),
    part("value", "span", " ", part("number"), NO_BREAK_SPACE, part("unit")),
    part("foot", "span", part("age"), " ", part("mark")),
  ];
}

/** One sheet for both worlds: outside it says `quelia-live[…]`, inside the element is `:host([…])`. */
export function forShadow(sheetText: string): string {
  return sheetText.replace(/(?<!-)quelia-live((?:\[[^\]]*\])*)/g, (_, test: string) =>
    test ? `:host(${test})` : ":host",
  );
}

const ALL_CSS = forShadow(css) + shadowCss;

/** Where the parts of an element stand that the server did not write. */
export function built(host: HTMLElement): ShadowRoot {
  const root = shadowOf(host, ALL_CSS);
  if (!root.firstChild) root.append(...build());
  return root;
}
