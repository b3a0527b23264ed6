const REGION_ID = "announcer";
let pending: number | undefined;

/**
 * Says something to people who use a screen reader, without moving the focus. Emptying first makes
 * the same words twice in a row heard twice.
 */
export function announce(words: string): void {
  const region = document.getElementById(REGION_ID);
  if (region === null) return;
  region.textContent = "";
  window.clearTimeout(pending);
  pending = window.setTimeout(() => {
    region.textContent = words;
  }, 60);
}

export const announcerId = REGION_ID;
