import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { keys } from "@/api/staff/keys";
import {
  fetchDecided,
  fetchDecisionCounts,
  fetchDecisions,
  type QueueFilter,
} from "@/api/staff/requests";

/** Rows of a page of the queue. */
export const PAGE_SIZE = 20;

/** How much waits, by kind. */
export const useCounts = () =>
  useQuery({
    queryKey: keys.decisionCounts,
    queryFn: ({ signal }) => fetchDecisionCounts(signal),
  });

/** One page of what waits; what was on the screen stays while the next comes. */
export const useQueue = (filter: QueueFilter) =>
  useQuery({
    queryKey: keys.decisionQueue(filter),
    queryFn: ({ signal }) => fetchDecisions(filter, signal),
    placeholderData: keepPreviousData,
  });

/** One page of requests that somebody has decided or withdrawn. */
export const useDecided = (search: string, page: number) =>
  useQuery({
    queryKey: keys.requestList({ search, page }),
    queryFn: ({ signal }) => fetchDecided(search, page, signal),
    placeholderData: keepPreviousData,
  });

/** Asks anew for all that a decision may have changed: the queue, registers, reviews. */
export function useDecisionsStale() {
  const client = useQueryClient();
  return useCallback(
    () =>
      Promise.all(
        [keys.decisions, keys.sessions, ["review"], ["live"]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
    [client],
  );
}
