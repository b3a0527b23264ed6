import { NetworkError, toApiError } from "./errors";
import { organisationPath } from "./organisation";
import { dropToken, getToken, SIGNED_OUT_EVENT } from "./token";

export { ApiError, NetworkError } from "./errors";

/** Fired on `window` after each answer that is a success; `detail` is its path. */
export const ANSWERED_EVENT = "attendance:answered";

/** Fired on `window` when somebody else chose the password, so that nothing but its change opens. */
export const PASSWORD_GIVEN_EVENT = "attendance:password-given";

/** Codes that mean "this token is no good", as against a wrong password. */
const TOKEN_REFUSED = new Set(["token_invalid", "not_authenticated"]);

interface SendOptions {
  /** Milliseconds until the request is given up as a network error. Default 15 s. */
  timeout?: number;
}

export interface RequestOptions extends SendOptions {
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent byte for byte, as `application/json`: for bodies that are signed. */
  raw?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Says that the server refused the token, unless another tab has a newer one. */
function reportRefusedToken(code: string, sent: string | null): void {
  if (!TOKEN_REFUSED.has(code)) return;
  if (sent !== null && getToken() === sent) dropToken();
  if (getToken() === null) {
    window.dispatchEvent(new CustomEvent(SIGNED_OUT_EVENT, { detail: code }));
  }
}

/**
 * The one fetch of the application. Adds the token and the organisation path,
 * and returns only successful answers.
 *
 * @param path absolute API path without organisation, such as `/api/me/`
 * @throws ApiError when the server answered with 4xx or 5xx
 * @throws NetworkError when there was no answer
 * @throws DOMException `AbortError` when the caller's signal fired
 */
export async function send(
  path: string,
  init: RequestInit,
  options: SendOptions = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  const token = getToken();
  if (token !== null && !headers.has("Authorization")) {
    headers.set("Authorization", `Token ${token}`);
  }
  headers.set("Accept", "application/json");
  const limit = AbortSignal.timeout(options.timeout ?? 15_000);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;

  let response: Response;
  try {
    response = await fetch(`${organisationPath()}${path}`, { ...init, headers, signal });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new NetworkError("No answer from the server", { cause });
  }
  if (response.ok) {
    window.dispatchEvent(new CustomEvent(ANSWERED_EVENT, { detail: path }));
    return response;
  }

  const body = await bodyOf(response).catch(() => null);
  const error = toApiError(response.status, body, response.headers.get("X-Request-ID"));
  if (error.status === 401) reportRefusedToken(error.code, token);
  if (error.code === "password_change_required") {
    window.dispatchEvent(new Event(PASSWORD_GIVEN_EVENT));
  }
  throw error;
}

/** Calls the API and reads the JSON answer (null when there is none, as with 204). */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { ...options.headers };
  let body = options.raw;
  if (options.json !== undefined) body = JSON.stringify(options.json);
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await send(
    path,
    {
      method: options.method ?? (body === undefined ? "GET" : "POST"),
      headers,
      body,
      signal: options.signal,
    },
    options,
  );
  try {
    return (await bodyOf(response)) as T;
  } catch (cause) {
    throw new NetworkError("The answer was cut off", { cause });
  }
}
