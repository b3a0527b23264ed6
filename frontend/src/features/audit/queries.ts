import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { fetchAudit } from "@/api/staff/administration";
import { keys } from "@/api/staff/keys";
import { fetchStaff, fetchStudents } from "@/api/staff/people";
import type { AuditFilters, Id } from "@/api/staff/types";

const MOST_FOUND = 5;

/** Somebody with an account, and the number or user name that tells them apart. */
export interface FoundPerson {
  id: Id;
  name: string;
  known: string;
}

async function fetchNamed(search: string, signal: AbortSignal): Promise<FoundPerson[]> {
  const query = { search, page_size: MOST_FOUND };
  const [staff, students] = await Promise.all([
    fetchStaff(query, signal),
    fetchStudents(query, signal),
  ]);
  return [
    ...staff.results.map((one) => ({
      id: one.id,
      name: one.full_name,
      known: one.account?.username ?? "",
    })),
    ...students.results.flatMap((one) =>
      one.account === null
        ? []
        : [{ id: one.account.id, name: one.full_name, known: one.student_id }],
    ),
  ];
}

/** The first members of staff and students whose name matches, once there is enough of one. */
export function usePeopleNamed(search: string) {
  return useQuery({
    queryKey: keys.peopleList("named", { search }),
    queryFn: ({ signal }) => fetchNamed(search, signal),
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
  });
}

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
