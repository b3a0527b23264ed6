import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";

const KEY = "attendance.theme";

/** The stored words are shared with the light entry, which says "system" where Mantine says "auto". */
function toScheme(stored: string | null): MantineColorScheme {
  return stored === "light" || stored === "dark" ? stored : "auto";
}

/** Keeps the choice under the key both entries and the boot script read; other tabs follow at once. */
export function colorSchemeManager(): MantineColorSchemeManager {
  let listener: ((event: StorageEvent) => void) | undefined;
  return {
    get: (fallback) => {
      try {
        return toScheme(localStorage.getItem(KEY));
      } catch {
        return fallback;
      }
    },
    set: (scheme) => {
      try {
        localStorage.setItem(KEY, scheme === "auto" ? "system" : scheme);
      } catch {
        // Storage may be blocked: the choice then lasts as long as the page.
      }
    },
    subscribe: (onUpdate) => {
      listener = (event) => {
        if (event.key === KEY) onUpdate(toScheme(event.newValue));
      };
      window.addEventListener("storage", listener);
    },
    unsubscribe: () => {
      if (listener !== undefined) window.removeEventListener("storage", listener);
    },
    clear: () => localStorage.removeItem(KEY),
  };
}
