import { request } from "@/api/client";
import type {
  Course,
  Enrollment,
  Id,
  Me,
  NewCourse,
  NewVenue,
  Page,
  Student,
  Term,
  Venue,
} from "./types";

/** The largest page the server gives; longer lists are fetched page by page. */
const PAGE_SIZE = 200;

/** Reads a list to its end. Rosters and course lists of one lecturer are a few pages at most. */
async function readAll<Item>(path: string, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  const joint = path.includes("?") ? "&" : "?";
  for (let page = 1; ; page += 1) {
    const answer = await request<Page<Item>>(`${path}${joint}page=${page}&page_size=${PAGE_SIZE}`, {
      signal,
    });
    items.push(...answer.results);
    if (answer.next === null) return items;
  }
}

export const fetchMe = (signal?: AbortSignal) => request<Me>("/api/me/", { signal });

/** Ends this sign-in on the server. */
export const signOut = () => request<null>("/api/auth/logout/", { method: "POST" });

export const fetchTerms = (signal?: AbortSignal) => readAll<Term>("/api/terms/", signal);

export const fetchVenues = (signal?: AbortSignal) => readAll<Venue>("/api/venues/", signal);

export const createVenue = (venue: NewVenue) =>
  request<Venue>("/api/venues/", { method: "POST", json: venue });

/** The courses this person may run: a lecturer's own, all for an administrator. */
export const fetchCourses = (search = "", signal?: AbortSignal) =>
  readAll<Course>(
    search === "" ? "/api/courses/" : `/api/courses/?search=${encodeURIComponent(search)}`,
    signal,
  );

export const fetchCourse = (id: Id, signal?: AbortSignal) =>
  request<Course>(`/api/courses/${id}/`, { signal });

export const createCourse = (course: NewCourse) =>
  request<Course>("/api/courses/", { method: "POST", json: course });

export const setDefaultVenue = (id: Id, venue: Id | null) =>
  request<Course>(`/api/courses/${id}/`, { method: "PATCH", json: { default_venue: venue } });

/** Makes the course's join code, or a new one in place of the old. */
export const makeJoinCode = (id: Id) =>
  request<Course>(`/api/courses/${id}/join-code/`, { method: "POST" });

export const removeJoinCode = (id: Id) =>
  request<Course>(`/api/courses/${id}/join-code/`, { method: "DELETE" });

export const fetchEnrollments = (course: Id, signal?: AbortSignal) =>
  readAll<Enrollment>(`/api/courses/${course}/enrollments/`, signal);

/** Enrols one student, by row id or by student number. */
export const enrol = (course: Id, who: { student: Id } | { student_number: string }) =>
  request<Enrollment>(`/api/courses/${course}/enrollments/`, { method: "POST", json: who });

/** The first students that match a name or a number. */
export const searchStudents = async (search: string, signal?: AbortSignal): Promise<Student[]> =>
  (
    await request<Page<Student>>(
      `/api/students/?search=${encodeURIComponent(search)}&page_size=8`,
      { signal },
    )
  ).results;
