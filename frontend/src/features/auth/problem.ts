import { ApiError } from "@/api/client";
import { formatSpan } from "@/lib/zonedFormat";
import { messages } from "./messages";

/** What went wrong with a form, in words that say what to do. Nothing that was typed is lost. */
export function problem(error: unknown): string {
  if (!(error instanceof ApiError)) return messages.offline;
  if (error.code === "credentials_invalid") return messages.wrong;
  if (error.code === "rate_limited") {
    const seconds = error.params["retry_after_s"];
    return messages.limited(formatSpan(1000 * (typeof seconds === "number" ? seconds : 60)));
  }
  if (error.status >= 500) return messages.server(error.request_id.slice(0, 4).toUpperCase());
  return error.detail;
}
