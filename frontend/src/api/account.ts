import type { components } from "./generated/schema";
import { organisationPath } from "./organisation";
import type { Me } from "./student/types";
import { dropToken, getToken, SIGNED_IN_EVENT, storeToken } from "./token";
import { api, bodyOf } from "./typed";

const ME_KEY = "attendance.me";

/** The part of an account that the pages show before the server has answered. */
export type KnownUser = Pick<Me, "full_name" | "username" | "role" | "organization"> &
  Partial<Pick<Me, "picture_url">>;

/** Fired on `window` when another name or picture of the user is known. */
export const KNOWN_EVENT = "attendance:known";

function keep(user: KnownUser | null): void {
  try {
    if (user === null) localStorage.removeItem(ME_KEY);
    else localStorage.setItem(ME_KEY, JSON.stringify(user));
  } catch {
    // Without storage the name is asked for again; nothing depends on it.
  }
}

/** Who was signed in here last and has not signed out, or null. */
export function lastUser(): KnownUser | null {
  try {
    return JSON.parse(localStorage.getItem(ME_KEY) ?? "null") as KnownUser | null;
  } catch {
    return null;
  }
}

/** Who is signed in on this browser, or null. */
export const knownUser = (): KnownUser | null => (getToken() === null ? null : lastUser());

/** Keeps another name or address of a picture of who is signed in. */
export function rememberUser(change: Partial<Pick<Me, "full_name" | "picture_url">>): void {
  const user = knownUser();
  if (user === null) return;
  keep({ ...user, ...change });
  window.dispatchEvent(new Event(KNOWN_EVENT));
}

/** A sign-in that the server has begun. Nothing of it is kept in the browser yet. */
export type NewSignIn = components["schemas"]["LoginOutput"];

/**
 * Begins a sign-in.
 *
 * @throws ApiError `credentials_invalid`, `rate_limited` (params.retry_after_s)
 */
export function beginSignIn(identifier: string, password: string): Promise<NewSignIn> {
  // Without the token of before: a dead one would be refused, whatever the password.
  const headers = { Authorization: "" };
  return bodyOf(api.POST("/api/auth/login/", { body: { identifier, password }, headers }));
}

/** Keeps a sign-in, for all tabs. */
export function keepSignIn({ token, user }: NewSignIn): KnownUser {
  const { full_name, username, role, organization, picture_url } = user;
  const known = { full_name, username, role, organization, picture_url };
  keep(known);
  storeToken(token, organisationPath());
  window.dispatchEvent(new Event(SIGNED_IN_EVENT));
  return known;
}

/** Forgets who is signed in, here and in all tabs. */
export function forgetSignIn(): void {
  // In this order: tabs that see the token go find out that nobody is expected back.
  keep(null);
  dropToken();
}

/** Ends the token here and on the server; an unreachable server does not keep the user in. */
export async function signOut(): Promise<void> {
  const headers = { Authorization: `Token ${getToken()}` };
  forgetSignIn();
  await api.POST("/api/auth/logout/", { headers }).catch(() => null);
}

/** The organisation this address belongs to. Public. */
export const fetchOrganisation = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/organization/", { signal }));

/** The organisation's time zone; the phone's own until somebody has signed in. */
export const timeZone = (): string =>
  knownUser()?.organization?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
