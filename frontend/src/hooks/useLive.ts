import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { isFinal } from "@/api/staff/isFinal";
import { keys } from "@/api/staff/keys";
import { askedVersion, mergeLive, nextPoll } from "@/api/staff/live";
import { fetchLive } from "@/api/staff/sessions";
import type { Id, LiveState } from "@/api/staff/types";

/**
 * A session as it stands now, renewed within two seconds of whatever happens to it. Asks by version,
 * so that a poll without news costs the server next to nothing and one with news brings only these;
 * slower while the page is hidden or the server does not answer, not at all long after the end, and
 * at once when the page is seen again.
 */
export function useLive(session: Id) {
  const client = useQueryClient();
  const key = keys.live(session);
  const failures = useRef(0);
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<LiveState>(key);
      const version = askedVersion(known, Date.now());
      failures.current += 1;
      const answer = await fetchLive(session, version, signal);
      failures.current = 0;
      // What was known may have been marked meanwhile, which the next answer confirms.
      const merged = mergeLive(client.getQueryData<LiveState>(key), answer, Date.now());
      return merged ?? Promise.reject(new Error("news of a session that this page does not know"));
    },
    refetchInterval: ({ state }) =>
      isFinal(state.error)
        ? false
        : nextPoll({
            state: state.data,
            failures: failures.current,
            hidden: document.visibilityState === "hidden",
            now: Date.now(),
            random: Math.random(),
          }),
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: "always",
    staleTime: 0,
    structuralSharing: false,
    meta: { polled: true },
  });
}
