import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import {
  createCourse,
  createVenue,
  enrol,
  fetchCourse,
  fetchCourses,
  fetchEnrollments,
  fetchTerms,
  fetchVenues,
  makeJoinCode,
  removeJoinCode,
  searchStudents,
  setDefaultVenue,
} from "@/api/staff/teaching";
import type { Course, Enrollment, Id, Venue } from "@/api/staff/types";
import { errorToast } from "@/components/feedback/toasts";

const RARELY = 5 * 60_000;

export function useCourses() {
  return useQuery({
    queryKey: keys.courseList,
    queryFn: ({ signal }) => fetchCourses(signal),
  });
}

export function useCourse(id: Id) {
  return useQuery({
    queryKey: keys.course(id),
    queryFn: ({ signal }) => fetchCourse(id, signal),
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

export function useCreateCourse() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createCourse,
    onSuccess: (course) => {
      client.setQueryData(keys.course(course.id), course);
      return client.invalidateQueries({ queryKey: keys.courses });
    },
  });
}

export function useCreateVenue() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createVenue,
    onSuccess: (venue) =>
      client.setQueryData<Venue[]>(keys.venues, (known) =>
        known === undefined
          ? known
          : [...known, venue].sort((a, b) => a.name.localeCompare(b.name)),
      ),
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

export function useEnrollments(course: Id) {
  return useQuery({
    queryKey: keys.enrollments(course),
    queryFn: ({ signal }) => fetchEnrollments(course, signal),
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
    onSuccess: (enrollment) => {
      client.setQueryData<Enrollment[]>(keys.enrollments(course), (known) =>
        known === undefined ? known : [...known, enrollment],
      );
      void client.invalidateQueries({ queryKey: keys.courses });
    },
  });
}
