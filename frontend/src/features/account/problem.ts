import { ApiError, NetworkError } from "@/api/client";
import { messages } from "./messages";

/** One sentence about what went wrong. */
export function problem(error: unknown): string {
  if (error instanceof NetworkError) return messages.offline;
  if (error instanceof ApiError && error.code === "too_large") return messages.picture.tooLarge;
  return (error instanceof ApiError && error.detail) || messages.trouble;
}
