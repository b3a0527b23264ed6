import { useSyncExternalStore } from "react";
import { NAVIGATED_EVENT } from "@/lib/navigation";

function subscribe(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  window.addEventListener(NAVIGATED_EVENT, changed);
  return () => {
    window.removeEventListener("popstate", changed);
    window.removeEventListener(NAVIGATED_EVENT, changed);
  };
}

const current = () => window.location.pathname + window.location.search;

/** The path and query of the page, kept up to date. */
export function useAddress(): URL {
  return new URL(useSyncExternalStore(subscribe, current), window.location.origin);
}
