import { api, bodyOf } from "@/api/typed";
import type {
  Decision,
  Id,
  LiveAnswer,
  NewSession,
  RegisterStatus,
  Review,
  Session,
  SessionState,
  TokenKind,
} from "./types";

const at = (id: Id) => ({ params: { path: { id } } });

/** Sessions of the caller's courses in one state, newest first. */
export async function fetchSessions(
  state: SessionState,
  howMany: number,
  signal?: AbortSignal,
): Promise<Session[]> {
  const query = { state, page_size: howMany };
  return (await bodyOf(api.GET("/api/sessions/", { params: { query }, signal }))).results;
}

/** One page of a course's sessions, newest first. */
export const fetchCourseSessions = (course: Id, page: number, size: number, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/sessions/", { params: { query: { course, page, page_size: size } }, signal }),
  );

/** The session of a course that is open now, null for none. */
export async function fetchOpenSession(course: Id, signal?: AbortSignal): Promise<Session | null> {
  const query = { course, state: "open" as const, page_size: 1 };
  return (
    (await bodyOf(api.GET("/api/sessions/", { params: { query }, signal }))).results[0] ?? null
  );
}

/** Starts a session, or plans one when `opens_at` lies ahead. */
export const startSession = ({ kind = "rotating", ...session }: NewSession) =>
  bodyOf(api.POST("/api/sessions/", { body: { ...session, kind } }));

export const extendSession = (id: Id, minutes: number) =>
  bodyOf(api.POST("/api/sessions/{id}/extend/", { ...at(id), body: { minutes } }));

export const closeSession = (id: Id) => bodyOf(api.POST("/api/sessions/{id}/close/", at(id)));

export const reopenSession = (id: Id, reason: string, minutes: number) =>
  bodyOf(api.POST("/api/sessions/{id}/reopen/", { ...at(id), body: { reason, minutes } }));

/** Makes a new token and thereby revokes the one before: every code shown so far stops working. */
export const regenerateToken = (id: Id, kind: TokenKind) =>
  bodyOf(api.POST("/api/sessions/{id}/tokens/", { ...at(id), body: { kind } }));

export const revokeToken = (id: Id, token: Id) =>
  bodyOf(
    api.POST("/api/sessions/{id}/tokens/{token_pk}/revoke/", {
      params: { path: { id, token_pk: token } },
    }),
  );

/** The current code and the next. Never counts as use. */
export const fetchProjector = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/sessions/{id}/projector/", { ...at(id), signal }));

/** The live register, or "unchanged" when `version` is still the newest. Never counts as use. */
export async function fetchLive(
  id: Id,
  version: string | undefined,
  signal?: AbortSignal,
): Promise<LiveAnswer> {
  const params = { path: { id }, query: { version } };
  return (await bodyOf(api.GET("/api/sessions/{id}/live/", { params, signal }))) as LiveAnswer;
}

/** Sets one student's status by hand. A reason is required once the session is closed. */
export const markStudent = (id: Id, student: Id, status: RegisterStatus, reason: string) =>
  bodyOf(
    api.PUT("/api/sessions/{id}/register/{student_pk}/", {
      params: { path: { id, student_pk: student } },
      body: { status, reason },
    }),
  );

/** Takes back a mark; possible for five minutes, and as long as nothing came after it. */
export const undoChange = (change: Id) => bodyOf(api.POST("/api/changes/{id}/undo/", at(change)));

/** What students sent and a person has to decide. */
export const fetchReview = (id: Id, signal?: AbortSignal): Promise<Review> =>
  bodyOf(api.GET("/api/sessions/{id}/review/", { ...at(id), signal }));

const ofStudent = (id: Id, student: Id) => ({ params: { path: { id, student_pk: student } } });

/** All that is known of one student in a session. */
export const fetchTrace = (id: Id, student: Id, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/sessions/{id}/register/{student_pk}/", { ...ofStudent(id, student), signal }),
  );

/** Asks a student about a doubtful check-in; refused while the last question has no answer. */
export const askStudent = (id: Id, student: Id, text: string) =>
  bodyOf(
    api.POST("/api/sessions/{id}/register/{student_pk}/ask/", {
      ...ofStudent(id, student),
      body: { text },
    }),
  );

/** A page of the changes of a session's records, newest first. */
export const fetchChanges = (id: Id, page: number, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/sessions/{id}/changes/", { params: { path: { id }, query: { page } }, signal }),
  );

/** What was done to a session itself, newest first. */
export const fetchEvents = (id: Id, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/sessions/{id}/events/", {
      params: { path: { id }, query: { page_size: 100 } },
      signal,
    }),
  );

export interface SessionQuery {
  page: number;
  page_size: number;
  search?: string;
  course?: Id;
  state?: SessionState;
  from?: string;
  to?: string;
}

/** A page of the caller's sessions, newest first. */
export const fetchSessionPage = (query: SessionQuery, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/sessions/", { params: { query }, signal }));

export const decideAttempt = (attempt: Id, decision: Decision, reason = "") =>
  bodyOf(api.POST("/api/attempts/{id}/decide/", { ...at(attempt), body: { decision, reason } }));
