import createClient from "openapi-fetch";
import { send } from "./client";
import type { paths } from "./generated/schema";

/**
 * The API by its schema: paths, parameters, bodies and answers are checked by
 * the compiler. Goes through the one fetch, so whatever is not a success is
 * thrown as ApiError or NetworkError.
 */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers, signal } = request;
    const body = method === "GET" ? undefined : (await request.text()) || undefined;
    return send(pathname + search, { method, headers, body, signal });
  },
});

/** The body of a successful answer. */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
