import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { fetchClasses } from "@/api/staff/classes";
import { isFinal } from "@/api/staff/isFinal";
import { keys } from "@/api/staff/keys";
import { closeSession, fetchReview, fetchSessions } from "@/api/staff/sessions";
import { fetchCourses } from "@/api/staff/teaching";
import type { Id, Session, SessionState } from "@/api/staff/types";
import { errorToast } from "@/components/feedback/toasts";

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

const TODAY_POLL_MS = 30_000;

/** Today's classes, asked for again while the page is in sight. Never counts as use. */
export function useToday(day: string) {
  return useQuery({
    queryKey: keys.classes(day),
    queryFn: async ({ signal }) => (await fetchClasses(day, day, signal)).classes,
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : TODAY_POLL_MS),
    staleTime: 0,
    meta: { polled: true },
  });
}

/** How many things students sent wait for a decision, by session. */
export function useReviewCounts(sessions: readonly Session[]): Map<Id, number> {
  return useQueries({
    queries: sessions.map(({ id }) => ({
      queryKey: keys.review(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchReview(id, signal),
      staleTime: 60_000,
    })),
    combine: (answers) =>
      new Map(sessions.map(({ id }, index) => [id, answers[index]?.data?.items.length ?? 0])),
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
