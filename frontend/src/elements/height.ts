/** A frame as high as what it shows: the page around it asks, the page within answers, and all that is said is a height. */

import { putAttribute } from "./put";

const QUESTION = "quelia-height";
const [LEAST_PX, MOST_PX] = [40, 2000]; // whatever a page within says, it cannot push away the page around it
const FRAMES = "iframe[data-quelia-height]";

interface Answer {
  readonly type: typeof QUESTION;
  readonly height: number;
}

/** The height of an answer in whole pixels; null for everything else that one page may send to another. */
export function heightOf(message: unknown): number | null {
  if (typeof message !== "object" || message === null) return null;
  const { type, height } = message as Partial<Answer>;
  if (type !== QUESTION || typeof height !== "number" || !Number.isFinite(height)) return null;
  return Math.min(MOST_PX, Math.max(LEAST_PX, Math.ceil(height)));
}

/** The origin that a frame was given by the page around it. */
function originOf(frame: HTMLIFrameElement): string {
  return new URL(frame.getAttribute("src") ?? "", document.baseURI).origin;
}

/** In the page around: frames with `data-quelia-height` follow the height of what stands in them. */
export function fitFrames(page: Document): void {
  const ask = (frame: HTMLIFrameElement) => frame.contentWindow?.postMessage(QUESTION, "*");
  const frames = () => page.querySelectorAll<HTMLIFrameElement>(FRAMES);
  window.addEventListener("message", ({ data, origin, source }) => {
    const height = heightOf(data);
    if (height === null || source === null) return;
    for (const frame of frames()) {
      // one that was led elsewhere meanwhile has another origin than the one that was asked for
      if (frame.contentWindow === source && originOf(frame) === origin)
        putAttribute(frame, "height", String(height));
    }
  });
  const loaded = ({ target }: Event) => {
    if (target instanceof Element && target.matches(FRAMES)) ask(target as HTMLIFrameElement);
  };
  page.addEventListener("load", loaded, true); // it does not bubble
  for (const frame of frames()) ask(frame); // those that were there before the script
}

/** In the page within: who frames it and asks is told how high `shown` is, now and whenever that changes. */
export function tellHeight(shown: HTMLElement): void {
  const around = window.parent;
  if (around === window) return;
  let asker = "";
  const tell = () => {
    const height = shown.getBoundingClientRect().height;
    around.postMessage({ type: QUESTION, height } satisfies Answer, asker);
  };
  window.addEventListener("message", ({ data, origin, source }) => {
    if (source !== around || data !== QUESTION) return;
    const again = asker !== "";
    asker = origin === "null" ? "*" : origin; // a page in a sandbox has no name to be told by
    document.documentElement.dataset["fitted"] = "";
    if (again) tell();
    else new ResizeObserver(tell).observe(shown); // which begins with what is there
  });
}
