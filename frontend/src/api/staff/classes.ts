import { api, bodyOf } from "@/api/typed";

/** The classes between two days, as `YYYY-MM-DD`, both included. Never counts as use. */
export const fetchClasses = (from: string, to: string, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/classes/", { params: { query: { from, to } }, signal }));
