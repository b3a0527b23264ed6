import type {
  Course,
  CourseChange,
  CourseQuery,
  Enrollment,
  NewCourse,
  NewTerm,
  NewVenue,
  RosterChange,
  Term,
  Venue,
} from "@/api/staff/types";
import type { TableParams } from "@/components/ui/table/params";
import { formatDay } from "@/lib/zonedFormat";
import { PAGE_SIZE } from "./localTable";
import { messages } from "./messages";

/** Pure rules of the course pages: search, days, and the checks of their forms. */

export const ROSTER_RULES = {
  textOf: ({ student }: Enrollment) => `${student.full_name} ${student.student_id}`,
  sorts: {
    name: ({ student }: Enrollment) => student.full_name,
    number: ({ student }: Enrollment) => student.student_id,
    from: ({ from_date }: Enrollment) => from_date,
  },
  usual: "name",
};

/** Where an enrolment stands on a day, all as `YYYY-MM-DD`. */
export function attendance(
  { from_date, to_date }: Pick<Enrollment, "from_date" | "to_date">,
  today: string,
): "later" | "running" | "ended" {
  if (to_date !== null && to_date < today) return "ended";
  return from_date > today ? "later" : "running";
}

/** The days of an enrolment in words. */
export function daysOf(enrollment: Enrollment, today: string): string {
  const first = formatDay(enrollment.from_date);
  if (enrollment.to_date !== null) return messages.between(first, formatDay(enrollment.to_date));
  return attendance(enrollment, today) === "later" ? messages.from(first) : messages.since(first);
}

type RosterLine = RosterChange["lines"][number];

const ADDED: ReadonlySet<RosterLine["outcome"]> = new Set(["enrolled", "resumed"]);
const CORRECTABLE: ReadonlySet<RosterLine["outcome"]> = new Set(["unknown"]);

/** The lines of an answer that added nobody, with their place in it. */
export const leftOut = ({ lines }: RosterChange): (RosterLine & { position: number })[] =>
  lines
    .map((line, position) => ({ ...line, position }))
    .filter(({ outcome }) => !ADDED.has(outcome));

/** What was entered and means nobody, to be corrected. */
export const unresolved = ({ lines }: RosterChange): string[] =>
  lines.filter(({ outcome }) => CORRECTABLE.has(outcome)).map(({ entered }) => entered);

/** Whether a search reads like a student number: digits in it and nothing but letters, digits, - / . */
export function looksLikeNumber(search: string): boolean {
  return /^[\p{L}\d/.-]*\d[\p{L}\d/.-]*$/u.test(search.trim());
}

const cellsOf = (line: string, parting: RegExp): string[] =>
  line
    .split(parting)
    .map((cell) => cell.trim())
    .filter(Boolean);

/**
 * The students named in a pasted text: by numbers, parted by lines, tabs, commas or semicolons, or
 * by names, one on a line, with the family name before a comma or without. Of a row of a
 * spreadsheet with number and name the number counts.
 */
export function pastedEntries(text: string): string[] {
  return text.split(/[\n\r]+/).flatMap((line) => {
    const cells = cellsOf(line, /[\t,;]/);
    const numbers = cells.filter(looksLikeNumber);
    if (numbers.length === cells.length) return numbers;
    if (numbers.length > 0) return numbers.slice(0, 1);
    return cellsOf(line, /[\t;]/).map((name) => {
      const [family, given] = cellsOf(name, /,/);
      return given === undefined ? name : `${given} ${family}`;
    });
  });
}

export interface CourseForm {
  code: string;
  name: string;
  /** Chosen term's id, "" for none yet. */
  term: string;
  /** Chosen room's id, "" for none. */
  venue: string;
  lecturers: readonly CourseLecturer[];
}

export type CourseLecturer = Pick<Course["lecturers"][number], "id" | "full_name">;
export type CourseField = "code" | "name" | "term" | "lecturers";

/** What the form of a course begins with; empty for a new one. */
export const courseForm = (course: Course | undefined): CourseForm => ({
  code: course?.code ?? "",
  name: course?.name ?? "",
  term: course === undefined ? "" : String(course.term.id),
  venue: course?.default_venue ? String(course.default_venue.id) : "",
  lecturers: course?.lecturers ?? [],
});

/** The fields of a course that still lack something; who names the lecturers names one at least. */
export function missingInCourse(form: CourseForm, namesLecturers: boolean): Set<CourseField> {
  const fields = ["code", "name", "term"] as const;
  const missing = new Set<CourseField>(fields.filter((field) => form[field].trim() === ""));
  if (namesLecturers && form.lecturers.length === 0) missing.add("lecturers");
  return missing;
}

const idsOf = (lecturers: readonly CourseLecturer[]): number[] => lecturers.map(({ id }) => id);

export function toNewCourse(form: CourseForm): NewCourse {
  return {
    code: form.code.trim(),
    name: form.name.trim(),
    term: Number(form.term),
    ...(form.lecturers.length === 0 ? {} : { lecturers: idsOf(form.lecturers) }),
    ...(form.venue === "" ? {} : { default_venue: Number(form.venue) }),
  };
}

/** What a form changes of a course; what it leaves may be changed by somebody else meanwhile. */
export function courseChanges(form: CourseForm, before: CourseForm): CourseChange {
  const changes: CourseChange = {};
  if (form.code.trim() !== before.code) changes.code = form.code.trim();
  if (form.name.trim() !== before.name) changes.name = form.name.trim();
  if (form.term !== before.term) changes.term = Number(form.term);
  if (form.venue !== before.venue) {
    changes.default_venue = form.venue === "" ? null : Number(form.venue);
  }
  const sorted = (lecturers: readonly CourseLecturer[]) => idsOf(lecturers).sort().join();
  if (sorted(form.lecturers) !== sorted(before.lecturers)) {
    changes.lecturers = idsOf(form.lecturers);
  }
  return changes;
}

const COURSE_SORTS: ReadonlySet<string> = new Set(["code", "name", "term", "enrolled"]);

/** What the address asks of the list of courses; what makes no sense there is left out. */
export function courseQuery(params: TableParams<"term" | "state">): CourseQuery {
  const { search, sort, page, filters } = params;
  const query: CourseQuery = { page, page_size: PAGE_SIZE };
  if (search !== "") query.search = search;
  if (COURSE_SORTS.has(sort.replace(/^-/, ""))) query.sort = sort as NonNullable<typeof query.sort>;
  if (/^\d{1,15}$/.test(filters.term ?? "")) query.term = Number(filters.term);
  if (filters.state !== "all") query.active = filters.state !== "inactive";
  return query;
}

export type TermField = "name" | "first_day" | "last_day";

/** What the form of a term begins with; empty for a new one. */
export const termForm = (term: Term | undefined): Record<TermField, string> => ({
  name: term?.name ?? "",
  first_day: term?.first_day ?? "",
  last_day: term?.last_day ?? "",
});

/** A day of a form in words, "" for none. */
export const dayWords = (day: string): string => (day === "" ? "" : formatDay(day));

/** What cannot be sent of a term, by field. */
export function wrongInTerm(form: Record<TermField, string>): Partial<Record<TermField, string>> {
  const wrong: Partial<Record<TermField, string>> = {};
  if (form.name.trim() === "") wrong.name = messages.termNameMissing;
  if (form.first_day === "") wrong.first_day = messages.dayMissing;
  if (form.last_day === "") wrong.last_day = messages.dayMissing;
  else if (form.last_day < form.first_day) wrong.last_day = messages.dayOrder;
  return wrong;
}

export const termBody = (form: Record<TermField, string>): NewTerm => ({
  ...form,
  name: form.name.trim(),
});

export interface VenueForm {
  name: string;
  latitude: string;
  longitude: string;
  radius: string;
}

/** What the form of a room begins with. */
export const venueForm = (venue: Venue | undefined): VenueForm => ({
  name: venue?.name ?? "",
  latitude: venue === undefined ? "" : String(venue.latitude),
  longitude: venue === undefined ? "" : String(venue.longitude),
  radius: String(venue?.radius_m ?? 100),
});

export type VenueField = keyof VenueForm;

/** A decimal number as people write it, with a point or a comma; NaN for anything else. */
export function parseDecimal(text: string): number {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

const within = (value: number, limit: number) => Math.abs(value) <= limit;

/** The fields of a new room that are missing or cannot be. */
export function wrongInVenue(form: VenueForm): Set<VenueField> {
  const wrong = new Set<VenueField>();
  if (form.name.trim() === "") wrong.add("name");
  if (!within(parseDecimal(form.latitude), 90)) wrong.add("latitude");
  if (!within(parseDecimal(form.longitude), 180)) wrong.add("longitude");
  const radius = parseDecimal(form.radius);
  if (!(Number.isInteger(radius) && radius >= 10 && radius <= 5000)) wrong.add("radius");
  return wrong;
}

export function toNewVenue(form: VenueForm): NewVenue {
  return {
    name: form.name.trim(),
    latitude: parseDecimal(form.latitude),
    longitude: parseDecimal(form.longitude),
    radius_m: parseDecimal(form.radius),
  };
}
