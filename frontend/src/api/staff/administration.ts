import { api, bodyOf } from "@/api/typed";
import type { AuditFilters, Policy } from "./types";

export const fetchPolicy = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/organization/policy/", { signal })) as Promise<Policy>;

/** What a change would mean; nothing is stored. */
export const previewPolicy = (settings: Record<string, unknown>) =>
  bodyOf(api.POST("/api/organization/policy/preview/", { body: { settings } }));

/** Stores a change of the policy whose `version` was read; 409 when there is a newer one. */
export const changePolicy = (body: { version: string; settings: Record<string, unknown> }) =>
  bodyOf(api.PATCH("/api/organization/policy/", { body })) as Promise<Policy>;

/** A page of the audit trail, newest first. */
export const fetchAudit = (filters: AuditFilters, cursor: string, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/audit/", {
      params: { query: { ...filters, ...(cursor === "" ? {} : { cursor }) } },
      signal,
    }),
  );
