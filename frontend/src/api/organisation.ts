import { getToken, tokenOrganisationPath } from "./token";

/** `/org/<slug>` at the start of a path, or "". */
export function organisationPathOf(pathname: string): string {
  return /^\/org\/[^/]+(?=\/|$)/.exec(pathname)?.[0] ?? "";
}

/**
 * The organisation path of the current page. A scanned address never carries
 * one, so `/c/…` continues under the organisation the user is signed in to.
 */
export function organisationPath(pathname: string = window.location.pathname): string {
  if (/^\/c\//i.test(pathname)) return getToken() ? tokenOrganisationPath() : "";
  return organisationPathOf(pathname);
}

/** The path without its organisation prefix; always starts with a slash. */
export function localPath(pathname: string = window.location.pathname): string {
  return pathname.slice(organisationPathOf(pathname).length) || "/";
}

/** An internal link under the current organisation. */
export function link(path: string): string {
  return `${organisationPath()}${path}`;
}
