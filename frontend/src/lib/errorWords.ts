/** What the shared error codes mean to staff, for those whose server text needs a better next step. */
const WORDS: Record<string, string> = {
  network: "No connection to the server. Check the network and try again.",
  server_error: "The server could not do that. Nothing was changed; try again in a moment.",
  not_ready: "The server is starting or under maintenance. Try again in a moment.",
  permission_denied: "Your account may not do that.",
  not_found: "That is not here, or it is not one of your courses.",
  session_already_open: "This course already has an open session.",
  class_not_held: "That class does not take place: it falls on a holiday or was called off.",
  class_not_now: "A class can be started on its day, from two hours before it begins.",
  session_closed: "The session has closed in the meantime.",
  session_state_invalid: "The session has changed in the meantime. The page now shows how it is.",
  reason_required: "The session is closed, so a change needs a reason.",
  undo_expired: "Too late to undo: mark the student again instead.",
  already_enrolled: "This student is already enrolled.",
  token_revoked: "The code was already revoked.",
};

/** The parts of an error that a screen can show. */
export interface ErrorFacts {
  code: string;
  detail: string;
  requestId: string;
  fields: Record<string, string[]>;
  params: Record<string, unknown>;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads any thrown value; what is neither an answer nor a lost connection counts as `unknown`. */
export function errorFacts(error: unknown): ErrorFacts {
  const facts = { code: "unknown", detail: "", requestId: "", fields: {}, params: {} };
  if (!(error instanceof Error)) return facts;
  if (error.name === "NetworkError") return { ...facts, code: "network" };
  if (error.name !== "ApiError") return facts;
  const answer = error as Error &
    Record<"code" | "detail" | "request_id" | "fields" | "params", unknown>;
  return {
    code: text(answer.code) || "unknown",
    detail: text(answer.detail),
    requestId: text(answer.request_id),
    fields: (answer.fields ?? {}) as Record<string, string[]>,
    params: (answer.params ?? {}) as Record<string, unknown>,
  };
}

/** One sentence for a person: ours where the code has one, else what the server said. */
export function errorWords(error: unknown): string {
  const { code, detail } = errorFacts(error);
  return WORDS[code] ?? (detail || "Something went wrong. Try again.");
}

/** The server's message for one field of a form, if it sent one. */
export function fieldError(error: unknown, field: string): string | undefined {
  return errorFacts(error).fields[field]?.[0];
}
