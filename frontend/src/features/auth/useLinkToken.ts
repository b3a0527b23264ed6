import { useSyncExternalStore } from "react";

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

const current = () => window.location.hash.slice(1);

/** What follows # in the address: the token of the link in a mail. Empty where there is none. */
export const useLinkToken = (): string => useSyncExternalStore(subscribe, current);
