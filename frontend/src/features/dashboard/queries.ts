import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { isFinal } from "@/api/staff/isFinal";
import { keys } from "@/api/staff/keys";
import { closeSession, fetchLive, fetchReview, fetchSessions } from "@/api/staff/sessions";
import { fetchCourses } from "@/api/staff/teaching";
import type { Id, LiveAnswer, Session, SessionState } from "@/api/staff/types";
import { errorToast } from "@/components/feedback/toasts";

const POLL_MS = 1_500;
const MOST_OPEN = 20;
const MOST_PLANNED = 6;
const MOST_RECENT = 8;

export function useCourses() {
  return useQuery({
    queryKey: keys.courseList,
    queryFn: ({ signal }) => fetchCourses(signal),
  });
}

function useSessions(state: SessionState, howMany: number) {
  return useQuery({
    queryKey: keys.sessionList(state),
    queryFn: ({ signal }) => fetchSessions(state, howMany, signal),
    staleTime: 0,
  });
}

export const useOpenSessions = () => useSessions("open", MOST_OPEN);
export const usePlannedSessions = () => useSessions("planned", MOST_PLANNED);
export const useRecentSessions = () => useSessions("closed", MOST_RECENT);

/** How many things students sent wait for a decision, by session. */
export function useReviewCounts(sessions: readonly Session[]): Map<Id, number> {
  return useQueries({
    queries: sessions.map(({ id }) => ({
      queryKey: keys.review(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchReview(id, signal),
      staleTime: 60_000,
    })),
    combine: (answers) =>
      new Map(sessions.map(({ id }, index) => [id, answers[index]?.data?.length ?? 0])),
  });
}

type LiveSummary = Pick<
  Extract<LiveAnswer, { changed: true }>,
  "version" | "server_time_ms" | "session" | "counts"
>;

/** The figures of an open session, renewed within two seconds of an arrival. */
export function useLiveSummary(session: Id) {
  const client = useQueryClient();
  const key = ["live-summary", session] as const;
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<LiveSummary> => {
      const known = client.getQueryData<LiveSummary>(key);
      const answer = await fetchLive(session, known?.version, signal);
      if (!answer.changed && known !== undefined) return known;
      if (!answer.changed) throw new Error("the server knows a version that this page does not");
      const { version, server_time_ms, session: fresh, counts } = answer;
      return { version, server_time_ms, session: fresh, counts };
    },
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : POLL_MS),
    refetchOnWindowFocus: "always",
    staleTime: 0,
    structuralSharing: false,
    meta: { polled: true },
  });
}

export function useCloseSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: closeSession,
    onError: errorToast,
    // Not waited for: the new lists take away the row that was pressed, and with it whatever it
    // wants to do once this has succeeded.
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.sessions });
      void client.invalidateQueries({ queryKey: keys.courses });
    },
  });
}
