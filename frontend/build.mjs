// Builds every page by itself: one script and one style sheet each, so that no page waits for a shared piece.
// The result is `src/quelia/web/static/`, with a manifest that tells the server the hashed names.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";

const PAGES = ["map", "plant", "embed", "office", "owner", "place", "preview"];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/quelia/web/static/");

const settings = (input, output) => ({
  root: here("."),
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  build: {
    write: false,
    target: "es2022",
    cssTarget: ["chrome111", "firefox113", "safari16.4"],
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input, output },
  },
});

/** The script and the style sheet of one entry, as text. */
async function bundled(entry, format) {
  const result = await build(
    settings(here(`src/pages/${entry}.ts`), { format, codeSplitting: false }),
  );
  const { output } = Array.isArray(result) ? result[0] : result;
  const css = output
    .filter(({ fileName }) => fileName.endsWith(".css"))
    .map(({ source }) => source);
  return { js: output.find(({ type }) => type === "chunk").code, css: themed(css.join("")) };
}

const OF_DARK_SYSTEMS =
  /@media\s*\(prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{([^{}]*)\}\s*\}/g;

/** What a dark system is given, where the page says `data-theme="dark"` too, and nowhere that it says "light". */
function themed(css) {
  return css.replace(
    OF_DARK_SYSTEMS,
    (_, dark) =>
      `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}:root[data-theme=dark]{${dark}}`,
  );
}

function hashed(name, text) {
  const [stem, ending] = name.split(".");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
  return `${stem}-${hash}.${ending}`;
}

function write(name, text) {
  writeFileSync(out + name, text);
  writeFileSync(`${out}${name}.br`, brotliCompressSync(text));
}

const files = {};
for (const name of ["basemap.json", "basemap_detail.json", "basemap_overseas.json"])
  files[name] = readFileSync(here(`node_modules/.cache/quelia/${name}`), "utf8");
for (const page of PAGES) {
  const { js, css } = await bundled(page, "es");
  files[`${page}.js`] = js;
  files[`${page}.css`] = css;
}
const { js: element } = await bundled("quelia", "iife");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = {};
for (const [name, text] of Object.entries(files)) {
  if (!text.trim()) continue;
  manifest[name] = hashed(name, text);
  write(manifest[name], text);
}
write("quelia.js", element);
// for those who show a link to us: they take no SVG, and a new name is how they learn that it changed
const picture = readFileSync(here("src/pages/social.png"));
manifest["social.png"] = hashed("social.png", picture);
writeFileSync(out + manifest["social.png"], picture);
writeFileSync(`${out}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
