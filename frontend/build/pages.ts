import { readFileSync } from "node:fs";
import type { Connect, Plugin } from "vite";

/** Pages of the staff shell; every other page belongs to the light entry. */
const STAFF_PAGE = /^(\/org\/[^/]+)?\/(dashboard|courses|sessions)(\/|$)/;

function pageOf(url: string | undefined, accept: string | undefined): string | null {
  const path = (url ?? "/").split("?")[0] ?? "/";
  if (!accept?.includes("text/html") || path.startsWith("/static/") || path.startsWith("/api/")) {
    return null;
  }
  return STAFF_PAGE.test(path) ? "index.html" : "checkin.html";
}

/** Gives the development and preview servers the same page routes as Django has. */
export function pages(): Plugin {
  return {
    name: "attendance-pages",
    configureServer(server) {
      const answer: Connect.NextHandleFunction = async (request, response, next) => {
        const page = pageOf(request.url, request.headers.accept);
        if (!page) return next();
        const html = readFileSync(new URL(`../${page}`, import.meta.url), "utf8");
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(await server.transformIndexHtml(`/${page}`, html));
      };
      server.middlewares.use(answer);
    },
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "/").split("?")[0];
        if (path === "/sw.js") {
          response.setHeader("Content-Type", "text/javascript; charset=utf-8");
          return response.end(readFileSync(new URL("../dist/sw.js", import.meta.url), "utf8"));
        }
        const page = pageOf(request.url, request.headers.accept);
        if (!page) return next();
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(readFileSync(new URL(`../dist/${page}`, import.meta.url), "utf8"));
      });
    },
  };
}
