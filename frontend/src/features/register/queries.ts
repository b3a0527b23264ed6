import { useQuery, useQueryClient } from "@tanstack/react-query";
import { isFinal } from "@/api/staff/isFinal";
import { keys } from "@/api/staff/keys";
import { fetchCell, fetchRegister } from "@/api/staff/register";
import { fetchCourse, searchStudents } from "@/api/staff/teaching";
import type { Id, Register, RegisterRange } from "@/api/staff/types";

const POLL_MS = 10_000;

export const useCourse = (course: Id) =>
  useQuery({
    queryKey: keys.course(course),
    queryFn: ({ signal }) => fetchCourse(course, signal),
  });

/** A register, asked for by version again and again: what others do shows within ten seconds. */
export function useRegister(course: Id, range: RegisterRange) {
  const client = useQueryClient();
  const key = keys.register(course, range);
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Register> => {
      const known = client.getQueryData<Register>(key);
      const answer = await fetchRegister(course, range, known?.version, signal);
      if (answer.changed) return answer;
      if (known === undefined)
        throw new Error("the server knows a version that this page does not");
      return known;
    },
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : POLL_MS),
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: "always",
    staleTime: 0,
    placeholderData: (before) => before,
    meta: { polled: true },
  });
}

/** How a cell came about; asked anew each time it is opened. */
export const useCell = (session: Id, student: Id) =>
  useQuery({
    queryKey: keys.cell(session, student),
    queryFn: ({ signal }) => fetchCell(session, student, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** Students of the whole organisation, from two letters on. */
export const useAnybody = (search: string) =>
  useQuery({
    queryKey: keys.students(search),
    queryFn: ({ signal }) => searchStudents(search, signal),
    enabled: search.length >= 2,
    placeholderData: (before) => before,
  });
