import { useSyncExternalStore } from "react";
import { fetchUnread } from "@/api/notifications";
import { getToken } from "@/api/token";

const EVERY_MS = 60_000;
/** Coming back to a tab fires two events, and going between two tabs many. */
const AT_MOST_EVERY_MS = 5_000;

/** The last answer, and whose it is: the next user of this browser must not see it. */
let known: { token: string | null; count: number } | null = null;
let askedAt = Number.NEGATIVE_INFINITY;
let timer = 0;
const listeners = new Set<() => void>();

const current = (): number | null =>
  known !== null && known.token === getToken() ? known.count : null;

/** Takes a number that the server has given with another answer. */
export function setUnread(count: number): void {
  known = { token: getToken(), count };
  for (const listener of listeners) listener();
}

async function ask(): Promise<void> {
  if (document.visibilityState !== "visible" || getToken() === null) return;
  askedAt = performance.now();
  // Without an answer the last number stays; the next question comes soon enough.
  await fetchUnread().then(setUnread, () => undefined);
}

const askAgain = () => {
  if (performance.now() - askedAt > AT_MOST_EVERY_MS) void ask();
};

function start(): void {
  timer = window.setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", askAgain);
  window.addEventListener("focus", askAgain);
  window.addEventListener("online", askAgain);
  if (current() === null) void ask();
  else askAgain();
}

function stop(): void {
  window.clearInterval(timer);
  document.removeEventListener("visibilitychange", askAgain);
  window.removeEventListener("focus", askAgain);
  window.removeEventListener("online", askAgain);
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  if (listeners.size === 1) start();
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) stop();
  };
}

/**
 * How many notifications have not been read, asked for once a minute while the page is visible and
 * whenever somebody returns to it; null until the first answer. Asking is no use of the sign-in.
 */
export const useUnread = (): number | null => useSyncExternalStore(subscribe, current);
