import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import { fetchLecturers } from "@/api/staff/people";
import { fetchCourseSessions } from "@/api/staff/sessions";
import {
  changeCourse,
  changeCoursePolicy,
  changeEnrollment,
  createCourse,
  enrol,
  enrolMany,
  fetchCourse,
  fetchCourseDistances,
  fetchCoursePage,
  fetchCoursePolicy,
  fetchCourses,
  fetchEnrollments,
  fetchTerms,
  fetchVenues,
  makeJoinCode,
  previewCoursePolicy,
  removeJoinCode,
  searchStudents,
  setDefaultVenue,
  storeTerm,
  storeVenue,
  undoRoster,
  withdrawMany,
} from "@/api/staff/teaching";
import type {
  Course,
  CourseChange,
  CourseQuery,
  Id,
  NewCourse,
  NewTerm,
  NewVenue,
  RosterChange,
  Seen,
  Venue,
} from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast, errorToast, undoToast } from "@/components/feedback/toasts";
import { errorFacts } from "@/lib/errorWords";
import { PAGE_SIZE } from "./localTable";
import { messages } from "./messages";

const RARELY = 5 * 60_000;

export function useCourses() {
  return useQuery({
    queryKey: keys.courseList,
    queryFn: ({ signal }) => fetchCourses(signal),
  });
}

/** One page of courses; while the next one loads, the one before stays in sight. */
export function useCoursePage(query: CourseQuery) {
  return useQuery({
    queryKey: keys.coursePage(query),
    queryFn: ({ signal }) => fetchCoursePage(query, signal),
    placeholderData: keepPreviousData,
  });
}

/** Enough to find the one that is meant by typing a little more. */
const MOST_LECTURERS = 8;

/** Lecturers that match, while typing. */
export function useLecturerSearch(search: string) {
  const query = { search, page_size: MOST_LECTURERS };
  return useQuery({
    queryKey: keys.peopleList("lecturers", query),
    queryFn: ({ signal }) => fetchLecturers(query, signal),
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
  });
}

export function useCourse(id: Id) {
  return useQuery({
    queryKey: keys.course(id),
    queryFn: ({ signal }) => fetchCourse(id, signal),
  });
}

export function useCoursePolicy(course: Id) {
  return useQuery({
    queryKey: keys.coursePolicy(course),
    queryFn: ({ signal }) => fetchCoursePolicy(course, signal),
  });
}

/** Of the fence as it is now: another room, or another radius, has figures of its own. */
export function useCourseDistances(course: Id, { latitude, longitude, radius_m }: Venue) {
  return useQuery({
    queryKey: keys.courseDistances(course, { latitude, longitude, radius_m }),
    queryFn: ({ signal }) => fetchCourseDistances(course, signal),
  });
}

/** A look at a change of the course's rules, and the change itself. */
export function useCoursePolicyChange(course: Id) {
  const client = useQueryClient();
  return {
    preview: useMutation({
      mutationFn: (settings: Record<string, unknown>) => previewCoursePolicy(course, settings),
    }),
    save: useMutation({
      mutationFn: (body: Parameters<typeof changeCoursePolicy>[1]) =>
        changeCoursePolicy(course, body),
      onSuccess: (policy) => client.setQueryData(keys.coursePolicy(course), policy),
    }),
  };
}

export function useCourseSessions(course: Id, page: number) {
  return useQuery({
    queryKey: keys.courseSessions(course, page),
    queryFn: ({ signal }) => fetchCourseSessions(course, page, PAGE_SIZE, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function useTerms() {
  return useQuery({
    queryKey: keys.terms,
    queryFn: ({ signal }) => fetchTerms(signal),
    staleTime: RARELY,
  });
}

export function useVenues() {
  return useQuery({
    queryKey: keys.venues,
    queryFn: ({ signal }) => fetchVenues(signal),
    staleTime: RARELY,
  });
}

/** Reads rows anew, past what is kept, for forms that somebody else was faster than. */
export function useReread() {
  const client = useQueryClient();
  const fresh =
    <Row extends { id: Id }>(queryKey: readonly unknown[], read: () => Promise<Row[]>) =>
    async ({ id }: { id: Id }): Promise<Row | undefined> => {
      const rows = await client.fetchQuery({ queryKey, queryFn: read, staleTime: 0 });
      return rows.find((one) => one.id === id);
    };
  return {
    term: fresh(keys.terms, () => fetchTerms()),
    venue: fresh(keys.venues, () => fetchVenues()),
    course: ({ id }: { id: Id }) =>
      client.fetchQuery({
        queryKey: keys.course(id),
        queryFn: () => fetchCourse(id),
        staleTime: 0,
      }),
    enrollment: (course: Id) =>
      fresh(keys.enrollments(course, true), () => fetchEnrollments(course, true)),
  };
}

/** Stores what a course answers with, and reads the lists anew. */
function useCourseStored() {
  const client = useQueryClient();
  return (course: Course) => {
    client.setQueryData(keys.course(course.id), course);
    return client.invalidateQueries({ queryKey: keys.courses });
  };
}

export function useCreateCourse() {
  const onSuccess = useCourseStored();
  return useMutation({ mutationFn: (course: NewCourse) => createCourse(course), onSuccess });
}

export function useChangeCourse() {
  const onSuccess = useCourseStored();
  return useMutation({
    mutationFn: ({ id, changes }: { id: Id; changes: CourseChange }) => changeCourse(id, changes),
    onSuccess,
  });
}

/** Ends a course or lets it run again, and offers to take that back. */
export function useCourseActivity() {
  const onSuccess = useCourseStored();
  const turning = {
    mutationFn: ({ id, is_active }: Pick<Course, "id" | "is_active">) =>
      changeCourse(id, { is_active }),
    onError: errorToast,
  };
  const undo = useMutation({
    ...turning,
    onSuccess: async (course) => {
      announce(messages.undone);
      await onSuccess(course);
    },
  });
  const turn = useMutation({
    ...turning,
    onSuccess: async (course) => {
      const { id, code, is_active } = course;
      await onSuccess(course);
      undoToast({
        message: is_active ? messages.reactivated(code) : messages.deactivated(code),
        onUndo: () => undo.mutate({ id, is_active: !is_active }),
      });
    },
  });
  return {
    isPending: turn.isPending || undo.isPending,
    turn: ({ id, is_active }: Course) => turn.mutate({ id, is_active: !is_active }),
  };
}

/** Creates a term, or changes the one of that id; courses carry its name. */
export function useStoreTerm(id: Id | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (term: NewTerm & Seen) => storeTerm(id, term),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.courses });
      return client.invalidateQueries({ queryKey: keys.terms });
    },
  });
}

/** Creates a venue, or changes the one of that id. */
export function useStoreVenue(id: Id | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (venue: NewVenue & Seen) => storeVenue(id, venue),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.courses });
      return client.invalidateQueries({ queryKey: keys.venues });
    },
  });
}

/** Changes of one course; each answer is the course as it is now. */
export function useCourseChanges(id: Id) {
  const client = useQueryClient();
  const shared = {
    onSuccess: (course: Course) => {
      client.setQueryData(keys.course(id), course);
      void client.invalidateQueries({ queryKey: keys.courseList });
    },
    onError: errorToast,
  };
  return {
    venue: useMutation({ mutationFn: (venue: Id | null) => setDefaultVenue(id, venue), ...shared }),
    makeCode: useMutation({ mutationFn: () => makeJoinCode(id), ...shared }),
    removeCode: useMutation({ mutationFn: () => removeJoinCode(id), ...shared }),
  };
}

/** Enrolments of a course, on wish with those that have ended. */
export function useEnrollments(course: Id, withEnded = false) {
  return useQuery({
    queryKey: keys.enrollments(course, withEnded),
    queryFn: ({ signal }) => fetchEnrollments(course, withEnded, signal),
    placeholderData: keepPreviousData,
  });
}

/** Students that match, while typing; the last answer stays until the next one is there. */
export function useStudentSearch(search: string) {
  return useQuery({
    queryKey: keys.students(search),
    queryFn: ({ signal }) => searchStudents(search, signal),
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useEnrol(course: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (who: { student: Id } | { student_number: string }) => enrol(course, who),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.courses }),
  });
}

export function useChangeEnrollment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...days }: { id: Id; from_date: string; to_date: string | null } & Seen) =>
      changeEnrollment(id, days),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.courses }),
  });
}

/** How many the server changes in one request. */
export const MOST_AT_ONCE = 1000;

export function useEnrolMany(course: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (numbers: string[]) => enrolMany(course, { numbers }),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.courses }),
  });
}

/** What was done in one or more requests, and what takes each of them back. */
interface Done {
  changed: number;
  undos: string[];
  /** What stopped it half-way. */
  error?: unknown;
}

async function inParts(
  students: readonly Id[],
  send: (part: Id[]) => Promise<RosterChange>,
): Promise<Done> {
  const done: Done = { changed: 0, undos: [] };
  for (let first = 0; first < students.length; first += MOST_AT_ONCE) {
    try {
      const { changed, undo } = await send(students.slice(first, first + MOST_AT_ONCE));
      done.changed += changed;
      if (undo !== "") done.undos.push(undo);
    } catch (error) {
      if (first === 0) throw error;
      return { ...done, error };
    }
  }
  return done;
}

/** Withdraws and adds again by keys, and takes that back; the roster is read anew after each. */
export function useRosterChanges(course: Id) {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: keys.courses });
  const undoing = useMutation({
    mutationFn: async ({ undos }: Done & { words: string }) => {
      let restored = 0;
      for (const text of undos) restored += (await undoRoster(course, text)).restored;
      return restored;
    },
    onSuccess: (restored, { changed }) => {
      // The list shows what is back; a note that covers it would tell nothing more.
      if (restored === changed) announce(messages.undone);
      else doneToast(messages.undonePart(restored, changed));
    },
    onError: (error, done) => {
      if (errorFacts(error).code === "undo_expired") return doneToast(messages.undoTooLate);
      errorToast(error);
      // A connection that was lost may be back for the next try.
      return offer(done.words, done);
    },
    onSettled: refresh,
  });
  function offer(words: string, done: Done) {
    if (done.undos.length === 0) return doneToast(words);
    undoToast({ message: words, onUndo: () => undoing.mutate({ ...done, words }) });
  }
  const acting = useMutation({
    mutationFn: ({ act, students }: { act: "withdraw" | "resume"; students: readonly Id[] }) =>
      inParts(students, (part) =>
        act === "withdraw" ? withdrawMany(course, part) : enrolMany(course, { students: part }),
      ),
    onSuccess: (done, { act }) => {
      const words = act === "withdraw" ? messages.withdrawn : messages.enrolledMany;
      offer(words(done.changed), done);
      if (done.error !== undefined) errorToast(done.error);
    },
    onError: errorToast,
    onSettled: refresh,
  });
  const oneOf = ({ changed, undo }: RosterChange): Done => ({ changed, undos: [undo] });
  return {
    isPending: acting.isPending || undoing.isPending,
    withdraw: (students: readonly Id[], onDone?: () => void) =>
      acting.mutate({ act: "withdraw", students }, { onSuccess: () => onDone?.() }),
    resume: (students: readonly Id[], onDone?: () => void) =>
      acting.mutate({ act: "resume", students }, { onSuccess: () => onDone?.() }),
    /** Says what was done, and offers to take it back. */
    offerUndo: (words: string, change: RosterChange) => offer(words, oneOf(change)),
    /** Takes it back at once. */
    undo: (change: RosterChange, onDone: () => void) =>
      undoing.mutate(
        { ...oneOf(change), words: messages.enrolledMany(change.changed) },
        { onSuccess: onDone },
      ),
  };
}
