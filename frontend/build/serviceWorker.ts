import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Plugin, type Rolldown, transformWithOxc } from "vite";

const ENTRY = "checkin.html";
/** The file that no chunk imports but that the light page links. */
const LINKED = /^assets\/theme-/;

/** All files the light entry may ever load, lazily loaded ones included. */
function filesOfLightEntry(bundle: Rolldown.OutputBundle): string[] {
  const entry = Object.values(bundle).find(
    (item) => item.type === "chunk" && item.isEntry && item.facadeModuleId?.endsWith(ENTRY),
  );
  if (entry?.type !== "chunk") throw new Error(`no entry chunk for ${ENTRY}`);
  const files = new Set<string>();
  const waiting = [entry.fileName];
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    const item = bundle[name];
    if (item?.type !== "chunk" || files.has(name)) continue;
    files.add(name);
    for (const css of item.viteMetadata?.importedCss ?? []) files.add(css);
    for (const asset of item.viteMetadata?.importedAssets ?? []) files.add(asset);
    waiting.push(...item.imports, ...item.dynamicImports);
  }
  for (const name of Object.keys(bundle)) if (LINKED.test(name)) files.add(name);
  return [...files].sort();
}

/**
 * Writes dist/sw.js: the worker of src/service-worker with the list of the light
 * entry's hashed files and a version over them and over the page itself.
 */
export function serviceWorker(): Plugin {
  const url = new URL("../src/service-worker/sw.ts", import.meta.url);
  let base = "/";
  return {
    name: "attendance-service-worker",
    apply: "build",
    configResolved(config) {
      base = config.base;
    },
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const files = filesOfLightEntry(bundle).map((name) => `${base}${name}`);
        const page = bundle[ENTRY];
        const version = createHash("sha256")
          .update(JSON.stringify(files))
          .update(page?.type === "asset" ? page.source : "")
          .digest("hex")
          .slice(0, 12);
        const { code } = await transformWithOxc(readFileSync(url, "utf8"), "sw.ts");
        const source = code
          .replaceAll("__VERSION__", JSON.stringify(version))
          .replaceAll("__FILES__", JSON.stringify(files));
        this.emitFile({ type: "asset", fileName: "sw.js", source });
      },
    },
  };
}
