import { link } from "@/api/organisation";

type Place = Pick<Location, "pathname" | "search">;

/** A page of the light entry that comes back to a place afterwards; the present one by default. */
export function pageBefore(page: string, { pathname, search }: Place = window.location): string {
  return `${link(page)}?next=${encodeURIComponent(pathname + search)}`;
}

/** Leaves for the log-in page; a full load, because it belongs to the other entry. */
export function goToLogin(): void {
  window.location.replace(pageBefore("/login"));
}

/** Leaves for the page that replaces a password which somebody else chose. */
export function goToChoosePassword(): void {
  window.location.replace(pageBefore("/choose-password"));
}
