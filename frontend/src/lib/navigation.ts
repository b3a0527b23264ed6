/** Fired on `window` after `navigate` changed the address. */
export const NAVIGATED_EVENT = "attendance:navigated";

interface NavigateOptions {
  replace?: boolean;
  /** Kept with the entry of the history, for the page that opens. */
  state?: Record<string, unknown>;
}

/** Goes to another page of this entry without loading the document again. */
export function navigate(path: string, { replace, state }: NavigateOptions = {}): void {
  if (replace) window.history.replaceState(state ?? null, "", path);
  else window.history.pushState(state ?? null, "", path);
  window.dispatchEvent(new Event(NAVIGATED_EVENT));
}
