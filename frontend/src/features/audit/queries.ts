import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { fetchAudit } from "@/api/staff/administration";
import { keys } from "@/api/staff/keys";
import type { AuditFilters } from "@/api/staff/types";

/** The audit trail, newest first; older entries are fetched when they are asked for. */
export function useAudit(filters: AuditFilters) {
  return useInfiniteQuery({
    queryKey: keys.audit(filters),
    queryFn: ({ pageParam, signal }) => fetchAudit(filters, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
