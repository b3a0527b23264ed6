/** Replaced at build time. */
declare const __VERSION__: string;
declare const __FILES__: string[];

// TypeScript types the global of every worker alike; this one is a service worker.
const worker = self as unknown as ServiceWorkerGlobalScope;

const PREFIX = "attendance-light-";
const CACHE = `${PREFIX}${__VERSION__}`;
/** Any light page will do: they are one and the same document. */
const SHELL = "/scan";
const LIGHT_PAGE =
  /^(\/org\/[^/]+)?\/(|login|(forgot|reset|choose)-password|invitation|verify-email|account(\/(security|data))?|scan|history(\/courses\/\d+)?|notifications(\/settings)?|unsubscribe\/[^/]+|kiosk|receipts(\/\d+)?|[cr]\/[^/]+)\/?$/i;

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(SHELL, { cache: "reload", credentials: "omit" }), ...__FILES__]);
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function fromCache(key: Request | string, fallback: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? fetch(fallback);
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));

// Only the light pages and their own files: API answers and the staff shell
// (which carries a nonce of the moment) always come from the network.
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (LIGHT_PAGE.test(url.pathname)) event.respondWith(fromCache(SHELL, request));
  } else if (__FILES__.includes(url.pathname)) {
    event.respondWith(fromCache(request, request));
  }
});
