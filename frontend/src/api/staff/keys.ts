import type { Id } from "./types";

/** Names of everything the staff screens keep in the query cache, in one place so that all agree. */
export const keys = {
  me: ["me"] as const,
  terms: ["terms"] as const,
  venues: ["venues"] as const,
  timetable: ["timetable"] as const,
  schedules: (course: Id) => ["timetable", "schedules", course] as const,
  schedulePreview: (course: Id, schedule: Id | undefined, body: unknown) =>
    ["timetable", "preview", course, schedule, body] as const,
  courseClasses: (course: Id, from: string, to: string) =>
    ["timetable", "classes", course, from, to] as const,
  holidays: ["timetable", "holidays"] as const,
  courses: ["courses"] as const,
  courseList: ["courses", "list"] as const,
  /** One page of courses; what makes the list stale makes these stale too. */
  coursePage: (query: object) => ["courses", "list", query] as const,
  course: (id: Id) => ["courses", "one", id] as const,
  coursePolicy: (id: Id) => ["courses", "policy", id] as const,
  courseSessions: (id: Id, page: number) => ["sessions", "course", id, page] as const,
  enrollments: (course: Id, withEnded: boolean) =>
    ["courses", "enrollments", course, withEnded] as const,
  students: (search: string) => ["students", search] as const,
  people: ["people"] as const,
  peopleList: (list: string, query: object) => ["people", list, query] as const,
  person: (list: string, id: Id) => ["people", list, "one", id] as const,
  facets: ["people", "facets"] as const,
  guardians: (student: Id) => ["people", "guardians", student] as const,
  policy: ["policy"] as const,
  audit: (filters: object) => ["audit", filters] as const,
  sessions: ["sessions"] as const,
  classes: (day: string) => ["sessions", "classes", day] as const,
  sessionList: (filter: string) => ["sessions", "list", filter] as const,
  registers: (course: Id) => ["register", course] as const,
  register: (course: Id, range: object) => ["register", course, range] as const,
  cell: (session: Id, student: Id) => ["cell", session, student] as const,
  live: (session: Id) => ["live", session] as const,
  imports: ["imports"] as const,
  importKinds: ["imports", "kinds"] as const,
  importList: (page: number) => ["imports", "list", page] as const,
  importRun: (id: Id) => ["imports", "one", id] as const,
  importRows: (id: Id, state: string, result: string, page: number) =>
    ["imports", "rows", id, state, result, page] as const,
  importKept: (id: Id, page: number) => ["imports", "kept", id, page] as const,
  decisions: ["decisions"] as const,
  decisionCounts: ["decisions", "counts"] as const,
  decisionQueue: (filter: object) => ["decisions", "queue", filter] as const,
  requestList: (filter: object) => ["decisions", "requests", filter] as const,
  review: (session: Id) => ["review", session] as const,
};
