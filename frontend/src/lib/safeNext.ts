// Every one that Django answers with the staff shell: a test compares the two.
const STAFF_PAGE =
  /^(\/org\/[^/]+)?\/(dashboard|courses|sessions|students|lecturers|staff|imports|settings|requests|audit|terms|venues)([/?#]|$)/;

/** Whether a path belongs to the staff application, which is another document. */
export const isStaffPage = (path: string): boolean => STAFF_PAGE.test(path);

/**
 * The `next` of a log-in address when it is a page of our own, else null. The
 * browser's own URL parser decides, because it also understands `//host`,
 * `/\host`, embedded control characters and the like.
 */
export function safeNext(next: string | null, origin: string): string | null {
  if (!next?.startsWith("/")) return null;
  let url: URL;
  try {
    url = new URL(next, origin);
  } catch {
    return null;
  }
  if (url.origin !== origin || /(^|\/)login\/?$/.test(url.pathname)) return null;
  if (/^\/(api|static|admin)\//.test(url.pathname)) return null;
  // A path that begins with two slashes would leave the site when used again.
  return url.pathname.startsWith("//") ? null : url.pathname + url.search + url.hash;
}
