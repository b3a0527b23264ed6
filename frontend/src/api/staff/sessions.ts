import { request } from "@/api/client";
import type {
  AttendanceToken,
  Id,
  LiveAnswer,
  NewSession,
  Page,
  ProjectorState,
  RegisterRow,
  RegisterStatus,
  ReviewItem,
  Session,
  SessionStateName,
  TokenKind,
} from "./types";

const of = (session: Id) => `/api/sessions/${session}`;

/** Sessions of the caller's courses, newest first. */
export async function fetchSessions(
  filter: { state?: SessionStateName; course?: Id; howMany?: number },
  signal?: AbortSignal,
): Promise<Session[]> {
  const query = new URLSearchParams({ page_size: String(filter.howMany ?? 10) });
  if (filter.state !== undefined) query.set("state", filter.state);
  if (filter.course !== undefined) query.set("course", String(filter.course));
  return (await request<Page<Session>>(`/api/sessions/?${query}`, { signal })).results;
}

/** Starts a session, or plans one when `opens_at` lies ahead. */
export const startSession = (session: NewSession) =>
  request<Session>("/api/sessions/", { method: "POST", json: session });

export const extendSession = (session: Id, minutes: number) =>
  request<Session>(`${of(session)}/extend/`, { method: "POST", json: { minutes } });

export const closeSession = (session: Id) =>
  request<Session>(`${of(session)}/close/`, { method: "POST" });

export const reopenSession = (session: Id, reason: string, minutes: number) =>
  request<Session>(`${of(session)}/reopen/`, { method: "POST", json: { reason, minutes } });

/** Makes a new token and thereby revokes the one before: every code shown so far stops working. */
export const regenerateToken = (session: Id, kind: TokenKind) =>
  request<AttendanceToken>(`${of(session)}/tokens/`, { method: "POST", json: { kind } });

export const revokeToken = (session: Id, token: Id) =>
  request<AttendanceToken>(`${of(session)}/tokens/${token}/revoke/`, { method: "POST" });

export const fetchProjector = (session: Id, signal?: AbortSignal) =>
  request<ProjectorState>(`${of(session)}/projector/`, { signal, timeout: 8_000 });

/** The live register, or "unchanged" when `version` is still the newest. Never counts as use. */
export const fetchLive = (session: Id, version: string | undefined, signal?: AbortSignal) =>
  request<LiveAnswer>(
    version === undefined
      ? `${of(session)}/live/`
      : `${of(session)}/live/?version=${encodeURIComponent(version)}`,
    { signal, timeout: 8_000 },
  );

export interface MarkAnswer {
  row: RegisterRow;
  /** What an undo names; null when the mark changed nothing. */
  change_id: Id | null;
}

/** Sets one student's status by hand. A reason is required once the session is closed. */
export const markStudent = (session: Id, student: Id, status: RegisterStatus, reason?: string) =>
  request<MarkAnswer>(`${of(session)}/register/${student}/`, {
    method: "PUT",
    json: reason === undefined || reason === "" ? { status } : { status, reason },
  });

export const undoChange = (change: Id) =>
  request<{ row: RegisterRow }>(`/api/changes/${change}/undo/`, { method: "POST" });

export const fetchReview = async (session: Id, signal?: AbortSignal): Promise<ReviewItem[]> =>
  (await request<{ items: ReviewItem[] }>(`${of(session)}/review/`, { signal })).items;

export type Decision = "accept" | "decline";

export const decideAttempt = (attempt: Id, decision: Decision, reason?: string) =>
  request<{ row: RegisterRow }>(`/api/attempts/${attempt}/decide/`, {
    method: "POST",
    json: reason === undefined || reason === "" ? { decision } : { decision, reason },
  });
