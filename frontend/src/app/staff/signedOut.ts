import { link } from "@/api/organisation";
import { getToken, SIGNED_OUT_EVENT } from "@/api/token";

/** The log-in page of the light entry, which comes back to the present address afterwards. */
export function loginAddress(
  location: Pick<Location, "pathname" | "search"> = window.location,
): string {
  return `${link("/login")}?next=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Leaves for the log-in page; a full load, because it belongs to the other entry. */
export function goToLogin(): void {
  window.location.replace(loginAddress());
}

/**
 * Leaves for the log-in page when the server refuses the token, or another tab signs out.
 *
 * @returns a function that stops watching
 */
export function watchSignedOut(leave: () => void = goToLogin): () => void {
  const onStorage = (event: StorageEvent) => {
    if ((event.key === "attendance.token" || event.key === null) && getToken() === null) leave();
  };
  window.addEventListener(SIGNED_OUT_EVENT, leave);
  window.addEventListener("storage", onStorage);
  return () => {
    window.removeEventListener(SIGNED_OUT_EVENT, leave);
    window.removeEventListener("storage", onStorage);
  };
}
