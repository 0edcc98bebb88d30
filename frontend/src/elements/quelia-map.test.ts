// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setHomeServer } from "./page";
import { defineQueliaMap } from "./quelia-map";

const SERVER = "https://carte.example";

function made(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.querySelector("quelia-map") as HTMLElement;
}

const frame = (element: HTMLElement) => element.shadowRoot?.querySelector("iframe");
const link = (element: HTMLElement) => element.shadowRoot?.querySelector("a");

function refuse(effectiveDirective: string, blockedURI: string): void {
  const facts = { effectiveDirective, blockedURI };
  document.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), facts));
}

// What a frame would show is the browser's affair, see tests/journeys/: here it is an element like others.
const create = document.createElement.bind(document);
vi.spyOn(document, "createElement").mockImplementation((tag: string) =>
  tag === "iframe"
    ? Object.assign(document.createElementNS("urn:none", tag) as HTMLElement, { style: {} })
    : create(tag),
);

beforeEach(() => {
  document.documentElement.lang = "fr";
  setHomeServer(SERVER);
  defineQueliaMap();
});

afterEach(() => {
  document.body.replaceChildren();
  setHomeServer("");
});

test("a map is a frame with a title, which waits until it is seen, and a link to the same map", () => {
  const element = made('<quelia-map map="nord"></quelia-map>');
  expect(frame(element)?.getAttribute("src")).toBe(`${SERVER}/embed/carte/nord?lang=fr`);
  expect(frame(element)?.getAttribute("title")).toBe("Carte des installations");
  expect(frame(element)?.getAttribute("loading")).toBe("lazy");
  expect(link(element)?.getAttribute("href")).toBe(`${SERVER}/carte/nord?lang=fr`);
  expect([link(element)?.target, link(element)?.rel]).toEqual(["_blank", "noopener"]);
  expect(link(element)?.textContent).toBe("Ouvrir la carte dans un nouvel onglet");
  expect(element.shadowRoot?.adoptedStyleSheets).toHaveLength(1);
});

test.each([
  ["", "/embed/carte/france?lang=fr"],
  ['map="nord" lang="en-GB"', "/embed/carte/nord?lang=en"],
  ['map="nord" plant="parc-a"', "/embed/carte/nord?lang=fr&plant=parc-a"],
  ['map="nord" theme="dark" energy="wind"', "/embed/carte/nord?lang=fr&energy=wind&theme=dark"],
  ['map="a/../b" plant="&x=1"', "/embed/carte/a%2F..%2Fb?lang=fr&plant=%26x%3D1"],
])("%s leads to %s", (attributes, path) => {
  const element = made(`<quelia-map ${attributes}></quelia-map>`);
  expect(frame(element)?.getAttribute("src")).toBe(SERVER + path);
});

test("a server may be named, and an attribute changed", () => {
  const element = made('<quelia-map map="nord" server="https://other.example/"></quelia-map>');
  expect(frame(element)?.getAttribute("src")).toBe(
    "https://other.example/embed/carte/nord?lang=fr",
  );
  element.setAttribute("map", "sud");
  expect(frame(element)?.getAttribute("src")).toBe("https://other.example/embed/carte/sud?lang=fr");
  expect(element.shadowRoot?.querySelectorAll("iframe, a")).toHaveLength(2);
});

test.each([
  ["600", "600px"],
  ["", ""],
  ["-5", ""],
  ["1em; color: red", ""],
])("a height of %j is one of %j", (height, style) => {
  const element = made(`<quelia-map map="nord" height="${height}"></quelia-map>`);
  expect((frame(element) as HTMLElement | undefined)?.style?.blockSize ?? "").toBe(style);
});

test("a map that is taken away leaves nothing, and comes back whole", () => {
  const element = made('<quelia-map map="nord"></quelia-map>');
  element.remove();
  expect(element.shadowRoot?.childElementCount).toBe(0);
  document.body.append(element);
  expect(element.shadowRoot?.childElementCount).toBe(2);
});

test("where the page allows no frames, the link stays and no hole does", () => {
  const element = made('<quelia-map map="nord"></quelia-map>');
  refuse("img-src", SERVER);
  refuse("frame-src", "https://elsewhere.example");
  expect(frame(element)).not.toBeNull();
  refuse("frame-src", SERVER);
  expect(frame(element)).toBeNull();
  expect(link(element)).not.toBeNull();
});
