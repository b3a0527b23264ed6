import type { Enrollment, NewCourse, NewTerm, NewVenue, RosterChange } from "@/api/staff/types";
import { formatDay } from "@/lib/zonedFormat";
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
}

export type CourseField = "code" | "name" | "term";

/** The fields of a new course that still lack something. */
export function missingInCourse(form: CourseForm): Set<CourseField> {
  const fields = ["code", "name", "term"] as const;
  return new Set(fields.filter((field) => form[field].trim() === ""));
}

export function toNewCourse(form: CourseForm): NewCourse {
  return {
    code: form.code.trim(),
    name: form.name.trim(),
    term: Number(form.term),
    ...(form.venue === "" ? {} : { default_venue: Number(form.venue) }),
  };
}

export type TermField = "name" | "first_day" | "last_day";

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
