import { useQuery } from "@tanstack/react-query";
import { isFinal } from "@/api/staff/isFinal";
import { keys } from "@/api/staff/keys";
import { fetchDecisionCounts } from "@/api/staff/requests";

const EVERY_MS = 30_000;

/**
 * How much waits for the decision of whoever is signed in, over all their courses: asked for again
 * while the page is in sight, and at once after every decision. Never counts as use.
 */
export const useDecisionCounts = () =>
  useQuery({
    queryKey: keys.decisionCounts,
    queryFn: ({ signal }) => fetchDecisionCounts(signal),
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : EVERY_MS),
    staleTime: 5_000,
    meta: { polled: true },
  });
