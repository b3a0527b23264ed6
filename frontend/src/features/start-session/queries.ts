import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import { fetchOpenSession, startSession } from "@/api/staff/sessions";
import { fetchCoursePolicy, fetchVenues } from "@/api/staff/teaching";
import type { Id, NewSession, SessionState } from "@/api/staff/types";
import { errorFacts } from "@/lib/errorWords";

/** The session that a start led to: a new one, or the one that was open before. */
export interface StartedSession {
  id: Id;
  state: SessionState;
  opensAt: string | null;
  existedBefore: boolean;
}

/** Starts a session. That one is open already is no failure: the caller is led to it. */
async function startOrFind(session: NewSession): Promise<StartedSession> {
  try {
    const started = await startSession(session);
    return {
      id: started.id,
      state: started.state,
      opensAt: started.opens_at,
      existedBefore: false,
    };
  } catch (error) {
    const { code, params } = errorFacts(error);
    const open = params["session_id"];
    if (code !== "session_already_open" || typeof open !== "number") throw error;
    return { id: open, state: "open", opensAt: null, existedBefore: true };
  }
}

export function useStartSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: startOrFind,
    // Not waited for: the new lists take away the row that was pressed, and with it whatever it
    // wants to do once this has succeeded.
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.sessions });
      void client.invalidateQueries({ queryKey: keys.courses });
    },
  });
}

/** The session of a course that is open now, null for none. */
export function useOpenSession(course: Id) {
  return useQuery({
    queryKey: keys.openSession(course),
    queryFn: ({ signal }) => fetchOpenSession(course, signal),
    staleTime: 0,
  });
}

/** After how many minutes a session of the course closes unless told otherwise; until known undefined. */
export function useUsualMinutes(course: Id): number | undefined {
  const { data } = useQuery({
    queryKey: keys.coursePolicy(course),
    queryFn: ({ signal }) => fetchCoursePolicy(course, signal),
  });
  const value = data?.settings.find(({ name }) => name === "closes_after_min")?.value;
  return typeof value === "number" ? value : undefined;
}

export function useVenues(enabled: boolean) {
  return useQuery({
    queryKey: keys.venues,
    queryFn: ({ signal }) => fetchVenues(signal),
    staleTime: 5 * 60_000,
    enabled,
  });
}
