import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { signInClock } from "@/lib/signInClock";

const MOST_RETRIES = 2;

/** An answer in the 400s will not change by asking again; a lost connection or a 5xx may. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (error instanceof ApiError && error.status < 500) return false;
  return failures < MOST_RETRIES;
}

/** The cache of server state. Writes are never repeated by themselves. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onSuccess: (_, { meta }) => {
        // What screens poll does not count as use for the server either.
        if (meta?.["polled"] !== true) signInClock.used();
      },
    }),
    mutationCache: new MutationCache({ onSuccess: () => signInClock.used() }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: shouldRetry,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
        refetchOnWindowFocus: true,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
