import type { ApiError } from "@/api/client";
import type { CheckInRecord, CourseRef, Me, Outcome } from "@/api/student/types";
import type { Fix } from "./location";

/** What is known of the class a claim was made for. */
export type ClassInfo = Pick<Outcome, "course" | "session" | "organization">;

interface Done {
  record: CheckInRecord;
  info: ClassInfo;
}

/** Why a location is missing or of no use; each has its own advice. */
export type LocationTrouble =
  | "location-denied"
  | "location-unavailable"
  | "location-timeout"
  | "location-coarse";

/** Refusals that are told by their words alone. */
export type PlainRefusal =
  | "code-expired"
  | "code-unknown"
  | "code-replaced"
  | "claim-expired"
  | "other-browser"
  | "device-used"
  | "network"
  | "not-enrolled"
  | "other-account"
  | "closed"
  | "outside"
  | "refused";

interface Refusal {
  state: PlainRefusal;
  error: ApiError;
  /** The attempt an appeal would belong to. */
  attemptId: number | null;
}

/** What the check-in page shows; `state` is also its `data-state`. */
export type View =
  | { state: "sending" }
  | { state: "sign-in"; info: ClassInfo | null; deadline: number | null }
  | { state: "locating"; info: ClassInfo | null }
  | { state: "too-early"; info: ClassInfo; opensAt: number; signedIn: boolean }
  | ({ state: "on-time" | "late" | "for-review" | "already-in" } & Done)
  | { state: "received-late"; info: ClassInfo; savedAt: string }
  | { state: LocationTrouble; info: ClassInfo | null; fix: Fix | null; sendsAt: number | null }
  | Refusal
  | { state: "offline"; savedAt: string }
  | { state: "server-error"; reference: string; retryAt: number }
  | { state: "rate-limited"; retryAt: number };

const REFUSALS: Partial<Record<ApiError["code"], PlainRefusal>> = {
  code_expired: "code-expired",
  code_invalid: "code-unknown",
  not_found: "code-unknown",
  invalid: "code-unknown",
  token_revoked: "code-replaced",
  token_expired: "code-replaced",
  session_closed: "closed",
  claim_expired: "claim-expired",
  claim_not_yours: "other-browser",
  wrong_organisation: "other-account",
  organization_unknown: "other-account",
  permission_denied: "other-account",
  not_enrolled: "not-enrolled",
  device_already_used: "device-used",
  network_not_allowed: "network",
  outside_geofence: "outside",
};

/** The screen for a refusal of the server. */
export function refusalView(error: ApiError, role: Me["role"] | undefined): Refusal {
  // Who is no student is enrolled nowhere; what helps is another account.
  const notStudent = error.code === "not_enrolled" && role !== undefined && role !== "student";
  return {
    state: notStudent ? "other-account" : (REFUSALS[error.code] ?? "refused"),
    error,
    attemptId: numberParam(error, "attempt_id"),
  };
}

/** The screen for an answer that carries a record. */
export function recordView(outcome: Outcome, record: CheckInRecord): View {
  const done = { record, info: outcome };
  if (outcome.outcome === "already_checked_in") return { state: "already-in", ...done };
  if (outcome.outcome === "accepted_for_review") return { state: "for-review", ...done };
  return { state: record.status === "late" ? "late" : "on-time", ...done };
}

/** A number among the parameters of an error, or null. */
export function numberParam(error: ApiError, name: string): number | null {
  const value = error.params[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A text among the parameters of an error, or null. */
export function textParam(error: ApiError, name: string): string | null {
  const value = error.params[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** A course among the parameters of an error, as "CS101 Algorithms", or null. */
export function courseParam(error: ApiError, name: string): string | null {
  const value = error.params[name];
  if (typeof value !== "object" || value === null) return null;
  const { code, name: title } = value as Partial<CourseRef>;
  return code === undefined ? null : `${code} ${title ?? ""}`.trim();
}
