import type { Plugin, Rolldown } from "vite";

const PAGE = "checkin.html";
const FIRST_IMPORT = "src/app/light/mount.tsx";

function withImports(bundle: Rolldown.OutputBundle, name: string, found: Set<string>): Set<string> {
  const chunk = bundle[name];
  if (chunk?.type !== "chunk" || found.has(name)) return found;
  found.add(name);
  for (const next of chunk.imports) withImports(bundle, next, found);
  return found;
}

/**
 * Lets the browser fetch the page's React part beside the small first file,
 * which posts the claim and only then asks for it.
 */
export function preloadMount(): Plugin {
  let base = "/";
  return {
    name: "attendance-preload",
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, chunk, path }) {
        if (!bundle || !chunk || !path.endsWith(PAGE)) return [];
        const mount = chunk.dynamicImports.find((name) => {
          const item = bundle[name];
          return item?.type === "chunk" && item.facadeModuleId?.endsWith(FIRST_IMPORT);
        });
        if (!mount) throw new Error(`${PAGE} does not import ${FIRST_IMPORT}`);
        const there = withImports(bundle, chunk.fileName, new Set());
        return [...withImports(bundle, mount, new Set())]
          .filter((name) => !there.has(name))
          .map((name) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `${base}${name}` },
            injectTo: "head",
          }));
      },
    },
  };
}
