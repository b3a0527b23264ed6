import { useSyncExternalStore } from "react";

const KEY = "attendance.theme";
const CHANGED_EVENT = "attendance:theme";

export type Theme = "light" | "dark" | "auto";

const isTheme = (value: unknown): value is Theme =>
  value === "light" || value === "dark" || value === "auto";

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return isTheme(kept) ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** Puts the scheme on <html>, as theme-boot.js did before the first paint. */
function apply(): void {
  const choice = readTheme();
  const dark =
    choice === "dark" ||
    (choice === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  const scheme = dark ? "dark" : "light";
  document.documentElement.setAttribute("data-theme", scheme);
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
}

/** Follows the system and the other tabs for as long as the page lives. */
export function followTheme(): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) {
      apply();
      window.dispatchEvent(new Event(CHANGED_EVENT));
    }
  });
}

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED_EVENT, changed);
  return () => window.removeEventListener(CHANGED_EVENT, changed);
}

/** The chosen theme and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, readTheme);
  const choose = (next: Theme) => {
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage may be blocked: the choice then cannot outlive this call.
    }
    apply();
    window.dispatchEvent(new Event(CHANGED_EVENT));
  };
  return [theme, choose];
}
