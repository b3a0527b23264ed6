import type { components } from "./generated/schema";

/** Every code the server may answer with. */
export type ErrorCode = components["schemas"]["ErrorCodeEnum"];

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
