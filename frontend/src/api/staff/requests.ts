import { api, bodyOf } from "@/api/typed";
import type { ContestVerdict, Id, Matter, RequestAct } from "./types";

/** What narrows the queue of what waits; empty means all. */
export interface QueueFilter {
  kinds: Matter[];
  search: string;
  course: Id | undefined;
  page: number;
}

/** How much waits for the caller's decision over all their courses. */
export const fetchDecisionCounts = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/decisions/counts/", { signal }));

/** One page of what waits, the oldest first. */
export const fetchDecisions = (
  { kinds, search, course, page }: QueueFilter,
  signal?: AbortSignal,
) =>
  bodyOf(
    api.GET("/api/decisions/", {
      params: { query: { kind: kinds, search: search || undefined, course, page, page_size: 20 } },
      signal,
    }),
  );

/** One page of requests that do not wait any more, what was decided last first. */
export const fetchDecided = (
  { search, course, page }: Omit<QueueFilter, "kinds">,
  signal?: AbortSignal,
) =>
  bodyOf(
    api.GET("/api/absence-requests/", {
      params: {
        query: { state: "decided", search: search || undefined, course, page, page_size: 20 },
      },
      signal,
    }),
  );

export const decideRequest = (id: Id, act: RequestAct, reason = "") =>
  bodyOf(
    api.POST("/api/absence-requests/{id}/decide/", {
      params: { path: { id } },
      body: { act, reason },
    }),
  );

export const decideContest = (id: Id, decision: ContestVerdict, reason = "") =>
  bodyOf(
    api.POST("/api/contests/{id}/decide/", {
      params: { path: { id } },
      body: { decision, reason },
    }),
  );
