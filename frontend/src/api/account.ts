import { organisationPath } from "./organisation";
import type { Me } from "./student/types";
import { dropToken, getToken, storeToken } from "./token";
import { api, bodyOf } from "./typed";

const ME_KEY = "attendance.me";

/** The part of an account that the pages show before the server has answered. */
export type KnownUser = Pick<Me, "full_name" | "username" | "role" | "organization">;

function keep(user: KnownUser | null): void {
  try {
    if (user === null) localStorage.removeItem(ME_KEY);
    else localStorage.setItem(ME_KEY, JSON.stringify(user));
  } catch {
    // Without storage the name is asked for again; nothing depends on it.
  }
}

/** Who is signed in on this browser, or null. */
export function knownUser(): KnownUser | null {
  if (getToken() === null) return null;
  try {
    return JSON.parse(localStorage.getItem(ME_KEY) ?? "null") as KnownUser | null;
  } catch {
    return null;
  }
}

/**
 * Signs in and keeps the token for all tabs.
 *
 * @throws ApiError `credentials_invalid`, `rate_limited` (params.retry_after_s)
 */
export async function signIn(identifier: string, password: string): Promise<KnownUser> {
  const path = organisationPath();
  // Without the token of before: a dead one would be refused, whatever the password.
  const headers = { Authorization: "" };
  const call = api.POST("/api/auth/login/", { body: { identifier, password }, headers });
  const { token, user } = await bodyOf(call);
  storeToken(token, path);
  const { full_name, username, role, organization } = user;
  const known = { full_name, username, role, organization };
  keep(known);
  return known;
}

/** Ends the token here and on the server; an unreachable server does not keep the user in. */
export async function signOut(): Promise<void> {
  const token = getToken();
  const headers = { Authorization: `Token ${token}` };
  dropToken();
  keep(null);
  await api.POST("/api/auth/logout/", { headers }).catch(() => null);
}

/** The organisation this address belongs to. Public. */
export const fetchOrganisation = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/organization/", { signal }));

/** The organisation's time zone; the phone's own until somebody has signed in. */
export const timeZone = (): string =>
  knownUser()?.organization?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
