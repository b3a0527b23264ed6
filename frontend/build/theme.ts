import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Plugin, transformWithOxc } from "vite";

/**
 * Puts the blocking theme script at the top of every page, as a hashed file of
 * our own origin: Vite bundles module scripts only, and a module would run
 * after the first paint.
 */
export function themeScript(): Plugin {
  const source = readFileSync(new URL("../src/theme-boot.js", import.meta.url), "utf8");
  const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
  const fileName = `assets/theme-${hash}.js`;
  let base = "/";
  let building = false;
  return {
    name: "attendance-theme",
    configResolved(config) {
      base = config.base;
      building = config.command === "build";
    },
    async generateBundle() {
      const { code } = await transformWithOxc(source.replace(/\/\*[\s\S]*?\*\//, ""), "theme.js");
      this.emitFile({ type: "asset", fileName, source: code });
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [
        {
          tag: "script",
          attrs: { src: building ? `${base}${fileName}` : `${base}src/theme-boot.js` },
          injectTo: "head-prepend",
        },
      ],
    },
  };
}
