import { ApiError } from "@/api/client";

/** A refusal that asking again will not change: the row is gone or not this person's. */
export const isFinal = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
