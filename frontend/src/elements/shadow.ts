/** A shadow root keeps the host page's CSS out; an adopted sheet needs no permission of its CSP. */

const sheets = new Map<string, CSSStyleSheet>();

/** The shadow root of an element, made with its style the first time. */
export function shadowOf(host: HTMLElement, css: string): ShadowRoot {
  if (host.shadowRoot) return host.shadowRoot;
  const root = host.attachShadow({ mode: "open" });
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  root.adoptedStyleSheets = [sheet];
  return root;
}
