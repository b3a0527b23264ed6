import {
  keepPreviousData,
  skipToken,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import {
  callOffClass,
  endSchedule,
  fetchClasses,
  fetchHolidays,
  fetchSchedules,
  fetchTerms,
  fetchVenues,
  previewSchedule,
  removeHoliday,
  restoreClass,
  storeHoliday,
  storeSchedule,
} from "@/api/staff/teaching";
import type { ClassSchedule, Holiday, Id, NewHoliday, NewSchedule, Seen } from "@/api/staff/types";

const RARELY = 5 * 60_000;

export function useSchedules(course: Id) {
  return useQuery({
    queryKey: keys.schedules(course),
    queryFn: ({ signal }) => fetchSchedules(course, signal),
  });
}

export function useVenues() {
  return useQuery({
    queryKey: keys.venues,
    queryFn: ({ signal }) => fetchVenues(signal),
    staleTime: RARELY,
  });
}

export function useTerms() {
  return useQuery({
    queryKey: keys.terms,
    queryFn: ({ signal }) => fetchTerms(signal),
    staleTime: RARELY,
  });
}

export function useHolidays() {
  return useQuery({
    queryKey: keys.holidays,
    queryFn: ({ signal }) => fetchHolidays(signal),
  });
}

export function useClasses(course: Id, from: string, to: string) {
  return useQuery({
    queryKey: keys.courseClasses(course, from, to),
    queryFn: ({ signal }) => fetchClasses(course, from, to, signal),
    staleTime: 0,
  });
}

/** The next classes of what a form holds; not asked for while something is missing. */
export function usePreview(course: Id, schedule: Id | undefined, body: NewSchedule | undefined) {
  return useQuery({
    queryKey: keys.schedulePreview(course, schedule, body),
    queryFn:
      body === undefined
        ? skipToken
        : ({ signal }) => previewSchedule(course, schedule, body, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Reads everything anew that is computed from schedules and holidays. */
function useTimetableChanged() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: keys.sessions });
    return client.invalidateQueries({ queryKey: keys.timetable });
  };
}

/** Reads one row anew, past what is kept: what somebody else was faster with; undefined when gone. */
export function useReread() {
  const client = useQueryClient();
  return {
    schedule:
      (course: Id) =>
      async ({ id }: ClassSchedule) => {
        const queryFn = () => fetchSchedules(course);
        const rows = await client.fetchQuery({
          queryKey: keys.schedules(course),
          queryFn,
          staleTime: 0,
        });
        return rows.find((one) => one.id === id);
      },
    holiday: async ({ id }: Holiday) => {
      const queryFn = () => fetchHolidays();
      const rows = await client.fetchQuery({ queryKey: keys.holidays, queryFn, staleTime: 0 });
      return rows.find((one) => one.id === id);
    },
  };
}

export function useStoreSchedule(course: Id, id: Id | undefined) {
  const onSuccess = useTimetableChanged();
  return useMutation({
    mutationFn: (body: NewSchedule & Seen) => storeSchedule(course, id, body),
    onSuccess,
  });
}

export function useEndSchedule() {
  const onSuccess = useTimetableChanged();
  return useMutation({ mutationFn: (id: Id) => endSchedule(id), onSuccess });
}

export function useCallOff() {
  const onSuccess = useTimetableChanged();
  return useMutation({
    mutationFn: ({ schedule, day, reason }: { schedule: Id; day: string; reason: string }) =>
      callOffClass(schedule, day, reason),
    onSuccess,
  });
}

export function useRestore() {
  const onSuccess = useTimetableChanged();
  return useMutation({
    mutationFn: ({ schedule, day }: { schedule: Id; day: string }) => restoreClass(schedule, day),
    onSuccess,
  });
}

export function useStoreHoliday(id: Id | undefined) {
  const onSuccess = useTimetableChanged();
  return useMutation({
    mutationFn: (body: NewHoliday & Seen) => storeHoliday(id, body),
    onSuccess,
  });
}

export function useRemoveHoliday() {
  const onSuccess = useTimetableChanged();
  return useMutation({ mutationFn: (id: Id) => removeHoliday(id), onSuccess });
}
