/** Every code the server may answer with; `network` and `unknown` are ours. */
export type ErrorCode =
  | "invalid"
  | "not_authenticated"
  | "token_invalid"
  | "credentials_invalid"
  | "account_inactive"
  | "permission_denied"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  | "too_large"
  | "unsupported_media_type"
  | "rate_limited"
  | "not_ready"
  | "server_error"
  | "organization_unknown"
  | "session_already_open"
  | "session_overlaps"
  | "session_not_open"
  | "session_closed"
  | "session_state_invalid"
  | "code_invalid"
  | "code_expired"
  | "token_revoked"
  | "token_expired"
  | "claim_expired"
  | "claim_not_yours"
  | "wrong_organisation"
  | "not_enrolled"
  | "device_already_used"
  | "network_not_allowed"
  | "outside_geofence"
  | "reason_required"
  | "already_enrolled"
  | "join_code_invalid"
  | "undo_expired";

/** The one error body of the API. */
export interface ErrorBody {
  code: ErrorCode;
  detail: string;
  params: Record<string, unknown>;
  fields?: Record<string, string[]>;
  request_id: string;
}

/** An answer of the server that is not a success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly params: Record<string, unknown>;
  readonly fields: Record<string, string[]>;
  readonly request_id: string;

  constructor(status: number, body: ErrorBody) {
    super(body.detail);
    this.status = status;
    this.code = body.code;
    this.detail = body.detail;
    this.params = body.params;
    this.fields = body.fields ?? {};
    this.request_id = body.request_id;
  }
}

/** No answer at all: offline, name not resolved, connection cut, or given up waiting. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads an error body. A proxy may answer with HTML: then the status decides,
 * and everything from 500 on counts as `server_error`.
 */
export function toApiError(status: number, body: unknown, requestId: string | null): ApiError {
  if (isRecord(body) && typeof body["code"] === "string") {
    return new ApiError(status, {
      code: body["code"] as ErrorCode,
      detail: typeof body["detail"] === "string" ? body["detail"] : "",
      params: isRecord(body["params"]) ? body["params"] : {},
      fields: isRecord(body["fields"]) ? (body["fields"] as Record<string, string[]>) : undefined,
      request_id: typeof body["request_id"] === "string" ? body["request_id"] : (requestId ?? ""),
    });
  }
  const code: ErrorCode =
    status >= 500
      ? "server_error"
      : status === 404
        ? "not_found"
        : status === 429
          ? "rate_limited"
          : "invalid";
  return new ApiError(status, { code, detail: "", params: {}, request_id: requestId ?? "" });
}
