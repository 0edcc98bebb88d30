import { defineConfig } from "vitest/config";

// The tests say hours and days: one zone for every machine.
process.env["TZ"] = "Europe/Paris";

export default defineConfig({ test: { include: ["src/**/*.test.ts", "basemap/*.test.mjs"] } });
