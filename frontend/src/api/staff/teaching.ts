import { api, bodyOf } from "@/api/typed";
import type {
  Course,
  CourseChange,
  CoursePolicy,
  CourseQuery,
  Id,
  NewCourse,
  NewHoliday,
  NewSchedule,
  NewTerm,
  NewVenue,
  Seen,
  Student,
} from "./types";

/** The largest page the server gives; longer lists are fetched page by page. */
const PAGE_SIZE = 200;

interface Page<Item> {
  next?: string | null;
  results: Item[];
}

/** Reads a list to its end. Rosters and course lists of one lecturer are a few pages at most. */
async function readAll<Item>(
  read: (query: { page: number; page_size: number }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await read({ page, page_size: PAGE_SIZE });
    items.push(...answer.results);
    if (!answer.next) return items;
  }
}

const at = (id: Id) => ({ params: { path: { id } } });

export const fetchMe = (signal?: AbortSignal) => bodyOf(api.GET("/api/me/", { signal }));

export const fetchTerms = (signal?: AbortSignal) =>
  readAll((query) => bodyOf(api.GET("/api/terms/", { params: { query }, signal })));

export const fetchVenues = (signal?: AbortSignal) =>
  readAll((query) => bodyOf(api.GET("/api/venues/", { params: { query }, signal })));

/** Creates a term, or changes the one of that id. */
export const storeTerm = (id: Id | undefined, term: NewTerm & Seen) =>
  id === undefined
    ? bodyOf(api.POST("/api/terms/", { body: term }))
    : bodyOf(api.PATCH("/api/terms/{id}/", { ...at(id), body: term }));

/** Creates a venue, or changes the one of that id. */
export const storeVenue = (id: Id | undefined, venue: NewVenue & Seen) =>
  id === undefined
    ? bodyOf(api.POST("/api/venues/", { body: venue }))
    : bodyOf(api.PATCH("/api/venues/{id}/", { ...at(id), body: venue }));

/** The courses this person may run: a lecturer's own, all for an administrator. */
export const fetchCourses = (signal?: AbortSignal) =>
  readAll((query) => bodyOf(api.GET("/api/courses/", { params: { query }, signal })));

/** One page of courses, searched, filtered and sorted by the server. */
export const fetchCoursePage = (query: CourseQuery, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/courses/", { params: { query }, signal }));

export const fetchCourse = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/courses/{id}/", { ...at(id), signal }));

export const createCourse = (course: NewCourse) =>
  bodyOf(api.POST("/api/courses/", { body: course }));

/** Changes what is named, and nothing else. */
export const changeCourse = (id: Id, changes: CourseChange) =>
  bodyOf(api.PATCH("/api/courses/{id}/", { ...at(id), body: changes }));

export const setDefaultVenue = (id: Id, venue: Id | null) =>
  changeCourse(id, { default_venue: venue });

/** The rules of a course, and which of them are its own. */
export const fetchCoursePolicy = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/courses/{id}/policy/", { ...at(id), signal })) as Promise<CoursePolicy>;

/** How far from the middle of its room students of a course have checked in. */
export const fetchCourseDistances = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/courses/{id}/distances/", { ...at(id), signal }));

/** What a change of a course's rules would mean; nothing is stored. */
export const previewCoursePolicy = (id: Id, settings: Record<string, unknown>) =>
  bodyOf(api.POST("/api/courses/{id}/policy/preview/", { ...at(id), body: { settings } }));

/** Stores a change of a course's rules whose `version` was read; 409 when they are newer. */
export const changeCoursePolicy = (
  id: Id,
  body: { version: string; settings: Record<string, unknown> },
) => bodyOf(api.PATCH("/api/courses/{id}/policy/", { ...at(id), body })) as Promise<CoursePolicy>;

/** Makes the course's join code, or a new one in place of the old. */
export const makeJoinCode = (id: Id) => bodyOf(api.POST("/api/courses/{id}/join-code/", at(id)));

/** Removes the join code; resolves to the course without it. */
export async function removeJoinCode(id: Id): Promise<Course> {
  await api.DELETE("/api/courses/{id}/join-code/", at(id));
  return fetchCourse(id);
}

/** Who attends from today on; with those who have left, on wish. */
export const fetchEnrollments = (id: Id, ended: boolean, signal?: AbortSignal) =>
  readAll((query) =>
    bodyOf(
      api.GET("/api/courses/{id}/enrollments/", {
        params: { path: { id }, query: { ...query, ended } },
        signal,
      }),
    ),
  );

/** Says from when and until when somebody attends; null as the end leaves it open. */
export const changeEnrollment = (
  id: Id,
  days: { from_date: string; to_date: string | null } & Seen,
) => bodyOf(api.PATCH("/api/enrollments/{id}/", { ...at(id), body: days }));

/** Enrols one student, by row id or by student number. */
export const enrol = (id: Id, who: { student: Id } | { student_number: string }) =>
  bodyOf(api.POST("/api/courses/{id}/enrollments/", { ...at(id), body: who }));

/** Enrols many, by row ids or student numbers; says of each what became of them. */
export const enrolMany = (id: Id, who: { students: Id[] } | { numbers: string[] }) =>
  bodyOf(api.POST("/api/courses/{id}/enrollments/bulk/", { ...at(id), body: who }));

/** Ends enrolments from today on. */
export const withdrawMany = (id: Id, students: Id[]) =>
  bodyOf(api.POST("/api/courses/{id}/enrollments/withdraw/", { ...at(id), body: { students } }));

/** Takes a change of many back, with what it was answered with. */
export const undoRoster = (id: Id, undo: string) =>
  bodyOf(api.POST("/api/courses/{id}/enrollments/undo/", { ...at(id), body: { undo } }));

/** Enough to find the one that is meant by typing a little more. */
const MOST_FOUND = 8;

/** The first students that match a name or a number. */
export async function searchStudents(search: string, signal?: AbortSignal): Promise<Student[]> {
  const query = { search, page_size: MOST_FOUND };
  return (await bodyOf(api.GET("/api/students/", { params: { query }, signal }))).results;
}

/** When the course meets each week; ended schedules are left out. */
export const fetchSchedules = (id: Id, signal?: AbortSignal) =>
  readAll((query) =>
    bodyOf(api.GET("/api/courses/{id}/schedules/", { params: { path: { id }, query }, signal })),
  );

/** Creates a class schedule of a course, or changes the one of that id. */
export const storeSchedule = (course: Id, id: Id | undefined, body: NewSchedule & Seen) =>
  id === undefined
    ? bodyOf(api.POST("/api/courses/{id}/schedules/", { ...at(course), body }))
    : bodyOf(api.PATCH("/api/schedules/{id}/", { ...at(id), body }));

/** Lets the course meet no more by this schedule. */
export const endSchedule = (id: Id) =>
  bodyOf(api.PATCH("/api/schedules/{id}/", { ...at(id), body: { is_active: false } }));

/** The next classes that a schedule would have; nothing is stored. */
export const previewSchedule = (
  course: Id,
  schedule: Id | undefined,
  body: NewSchedule,
  signal?: AbortSignal,
) =>
  bodyOf(
    api.POST("/api/courses/{id}/schedules/preview/", {
      ...at(course),
      body: { ...body, schedule: schedule ?? null },
      signal,
    }),
  );

/** The classes of a course between two days of the organisation's zone. */
export const fetchClasses = (course: Id, from: string, to: string, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/classes/", { params: { query: { course, from, to } }, signal }));

/** Calls one class off; those enrolled read the reason. */
export const callOffClass = (schedule: Id, class_date: string, reason: string) =>
  bodyOf(api.POST("/api/classes/call-off/", { body: { schedule, class_date, reason } }));

/** Lets a class that was called off take place. */
export const restoreClass = (schedule: Id, class_date: string) =>
  bodyOf(api.POST("/api/classes/restore/", { body: { schedule, class_date } }));

/** Days without classes, of the organisation and of its terms. */
export const fetchHolidays = (signal?: AbortSignal) =>
  readAll((query) => bodyOf(api.GET("/api/holidays/", { params: { query }, signal })));

/** Creates a holiday, or changes the one of that id. */
export const storeHoliday = (id: Id | undefined, body: NewHoliday & Seen) =>
  id === undefined
    ? bodyOf(api.POST("/api/holidays/", { body }))
    : bodyOf(api.PATCH("/api/holidays/{id}/", { ...at(id), body }));

/** Lets classes take place on these days. */
export const removeHoliday = (id: Id) => api.DELETE("/api/holidays/{id}/", at(id));
