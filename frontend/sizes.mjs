// Weighs what a visitor downloads (brotli, JS and CSS) and refuses what is too heavy.
import { existsSync, readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

const STATIC = new URL("../src/quelia/web/static/", import.meta.url);
// kB of 1000 bytes, from docs: an embed is one of many things on someone's page, a map is the page.
const BUDGETS_KB = {
  embed: { files: ["embed.js", "embed.css"], most: 10 },
  element: { files: ["quelia.js"], most: 10 },
  plant: { files: ["plant.js", "plant.css"], most: 15 },
  map: { files: ["map.js", "map.css"], most: 110 },
  preview: { files: ["preview.js", "preview.css"], most: 2 },
  place: { files: ["place.js", "place.css"], most: 90 },
  basemap: { files: ["basemap.json"], most: 31 },
  detail: { files: ["basemap_detail.json"], most: 165 },
  overseas: { files: ["basemap_overseas.json"], most: 20 },
};

const manifestFile = new URL("manifest.json", STATIC);
if (!existsSync(manifestFile)) {
  process.stderr.write("Nothing is built yet, so nothing was weighed: npm run build\n");
  process.exit(process.argv.includes("--if-built") ? 0 : 1);
}
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
const weight = (name) =>
  brotliCompressSync(readFileSync(new URL(manifest[name] ?? name, STATIC))).length / 1000;

let tooHeavy = false;
for (const [page, { files, most }] of Object.entries(BUDGETS_KB)) {
  const kb = files.reduce((sum, name) => sum + weight(name), 0);
  const verdict = kb <= most ? "ok" : "too heavy";
  tooHeavy ||= kb > most;
  process.stdout.write(`${page.padEnd(8)} ${kb.toFixed(1).padStart(6)} kB of ${most} ${verdict}\n`);
}
process.exit(tooHeavy ? 1 : 0);
