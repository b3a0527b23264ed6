const TOKEN_KEY = "attendance.token";
const ORGANISATION_KEY = "attendance.org";

/** Fired on `window` when the server refused our token; `detail` is the error code. */
export const SIGNED_OUT_EVENT = "attendance:signed-out";

/** Fired on `window` when somebody has signed in here, or its user again in another tab. */
export const SIGNED_IN_EVENT = "attendance:signed-in";

// Storage can be blocked altogether; the sign-in then lives as long as the page.
const memory = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) memory.delete(key);
    else memory.set(key, value);
  }
}

/** The token both entries and all tabs share, or null when signed out. */
export const getToken = (): string | null => read(TOKEN_KEY);

/** Keeps the token, and under which organisation path ("" or "/org/slug") it was given. */
export function storeToken(token: string, organisationPath: string): void {
  write(ORGANISATION_KEY, organisationPath);
  write(TOKEN_KEY, token);
}

/** Forgets the token. */
export function dropToken(): void {
  write(TOKEN_KEY, null);
}

/** The organisation path the kept token belongs to. */
export const tokenOrganisationPath = (): string => read(ORGANISATION_KEY) ?? "";
