/** Fired on `window` after `navigate` changed the address. */
export const NAVIGATED_EVENT = "attendance:navigated";

/** Goes to another page of this entry without loading the document again. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, "", path);
  else window.history.pushState(null, "", path);
  window.dispatchEvent(new Event(NAVIGATED_EVENT));
}
