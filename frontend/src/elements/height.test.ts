// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fitFrames, heightOf, tellHeight } from "./height";

const SERVER = "https://carte.example";

/** A frame without what it would load: that is the browser's affair, see tests/journeys/. */
function framed(attributes: Record<string, string> = { "data-quelia-height": "" }) {
  const within = { postMessage: vi.fn() };
  const frame = document.createElementNS("urn:none", "iframe");
  const given = { ...attributes, src: `${SERVER}/embed/centrale/p1`, height: "180" };
  for (const [name, text] of Object.entries(given)) frame.setAttribute(name, text);
  Object.defineProperty(frame, "contentWindow", { value: within });
  document.body.append(frame);
  return { frame, within };
}

function hear(data: unknown, origin: string, source: unknown): void {
  window.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
}

const says = (height: unknown) => ({ type: "quelia-height", height });
const heightNow = (frame: Element) => frame.getAttribute("height");

beforeEach(() => fitFrames(document));
afterEach(() => document.body.replaceChildren());

test.each([
  [says(212.2), 213],
  [says(1), 40],
  [says(1e9), 2000],
  [says("212"), null],
  [says(Number.NaN), null],
  [says(Number.POSITIVE_INFINITY), null],
  [{ type: "height", height: 212 }, null],
  [{ height: 212 }, null],
  ["quelia-height", null],
  [212, null],
  [null, null],
  [undefined, null],
])("of %j the height is %j", (message, height) => {
  expect(heightOf(message)).toBe(height);
});

test("a frame becomes as high as the page within says", () => {
  const { frame, within } = framed();
  hear(says(212), SERVER, within);
  expect(heightNow(frame)).toBe("212");
});

test("a frame that did not ask for it keeps its height", () => {
  const { frame, within } = framed({});
  hear(says(212), SERVER, within);
  expect(heightNow(frame)).toBe("180");
});

test.each(["https://elsewhere.example", "http://carte.example", `${SERVER}:8443`, "null", ""])(
  "a page from %j that stands in the frame is not believed",
  (origin) => {
    const { frame, within } = framed();
    hear(says(212), origin, within);
    expect(heightNow(frame)).toBe("180");
  },
);

test("what another window says is not believed, from whatever server it is", () => {
  const { frame } = framed();
  hear(says(212), SERVER, { postMessage: vi.fn() });
  hear(says(212), SERVER, null);
  expect(heightNow(frame)).toBe("180");
});

test("a frame that is loaded is asked, one that is not ours is not", () => {
  const [ours, other] = [framed(), framed({})];
  for (const { frame } of [ours, other]) frame.dispatchEvent(new Event("load"));
  expect(ours.within.postMessage).toHaveBeenCalledWith("quelia-height", "*");
  expect(other.within.postMessage).not.toHaveBeenCalled();
});

test("a page that nobody frames tells nobody its height", () => {
  const said = vi.spyOn(window, "postMessage");
  tellHeight(document.body);
  hear("quelia-height", SERVER, window);
  expect(said).not.toHaveBeenCalled();
  expect(document.documentElement.dataset["fitted"]).toBeUndefined();
});
