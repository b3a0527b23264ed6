import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { pages } from "./build/pages.ts";
import { preloadMount } from "./build/preload.ts";
import { serviceWorker } from "./build/serviceWorker.ts";
import { themeScript } from "./build/theme.ts";

const backend = process.env["ATTENDANCE_BACKEND"] ?? "http://localhost:8000";
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "/static/",
  plugins: [react(), pages(), themeScript(), preloadMount(), serviceWorker()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: "dist",
    manifest: true,
    // The policy allows images and fonts from our own origin, not from data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { staff: here("./index.html"), light: here("./checkin.html") },
      output: {
        // React stays out of the chunks that must run before it has arrived.
        codeSplitting: {
          groups: [{ name: "react", test: /node_modules\/(react|react-dom|scheduler)\// }],
        },
      },
    },
  },
  server: { proxy: { "^(/org/[^/]+)?/api/": backend } },
  preview: { proxy: { "^(/org/[^/]+)?/api/": backend } },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost:3000/" } },
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    // Generous: a run beside the other checks has a fraction of two cores.
    testTimeout: 30_000,
    // One browser stand-in for all files: making it anew for each took most of the run.
    // Files run in random order, so that what one leaves behind is noticed.
    isolate: false,
    sequence: { shuffle: { files: true } },
    restoreMocks: true,
    unstubGlobals: true,
    css: false,
  },
});
