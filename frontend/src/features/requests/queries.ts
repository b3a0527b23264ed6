import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { keys } from "@/api/staff/keys";
import { fetchDecided, fetchDecisions, type QueueFilter } from "@/api/staff/requests";
import { fetchCourses } from "@/api/staff/teaching";

/** Rows of a page of the queue. */
export const PAGE_SIZE = 20;

/** One page of what waits; what was on the screen stays while the next comes. */
export const useQueue = (filter: QueueFilter) =>
  useQuery({
    queryKey: keys.decisionQueue(filter),
    queryFn: ({ signal }) => fetchDecisions(filter, signal),
    placeholderData: keepPreviousData,
  });

/** One page of requests that somebody has decided or withdrawn. */
export const useDecided = (filter: Omit<QueueFilter, "kinds">) =>
  useQuery({
    queryKey: keys.requestList(filter),
    queryFn: ({ signal }) => fetchDecided(filter, signal),
    placeholderData: keepPreviousData,
  });

/** The courses among which one may choose. */
export const useCourses = () =>
  useQuery({
    queryKey: keys.courseList,
    queryFn: ({ signal }) => fetchCourses(signal),
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
