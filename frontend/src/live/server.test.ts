import { expect, test } from "vitest";
import { serverAddress } from "./server";

const PAGE = "https://mairie.example/energie/page.html";

test.each([
  "https://carte.example",
  "https://carte.example/",
  " https://carte.example// ",
  "HTTPS://Carte.Example:443/",
  "//carte.example",
  "carte.example",
  "https://carte.example/?lang=fr#top",
])("%j is one server", (written) => {
  expect(serverAddress(written, PAGE)).toBe("https://carte.example");
});

test.each(["", " ", "https://mairie.example", "https://mairie.example/", "/"])(
  "%j is the page's own",
  (written) => {
    expect(serverAddress(written, PAGE)).toBe("");
  },
);

test("a server may have a path, a port and another scheme", () => {
  expect(serverAddress("http://localhost:8000/quelia/", PAGE)).toBe("http://localhost:8000/quelia");
  expect(serverAddress("/quelia/", PAGE)).toBe("https://mairie.example/quelia");
});

test("what is no address is left as it is", () => {
  expect(serverAddress("https://[", PAGE)).toBe("https://[");
  expect(serverAddress("/quelia", "about:blank")).toBe("/quelia");
});
