import type { Enrollment, NewCourse, NewVenue } from "@/api/staff/types";

/** Pure rules of the course pages: search and the checks of their forms. */

/** Lower case without accents, so that "jose" finds "José". */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

const byName = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** Enrolments by name, whose student's name or number holds every word of the search. */
export function matchingEnrollments(
  enrollments: readonly Enrollment[],
  search: string,
): Enrollment[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return enrollments
    .filter(({ student }) => {
      const text = fold(`${student.full_name} ${student.student_id}`);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => byName.compare(a.student.full_name, b.student.full_name));
}

/** Whether a search reads like a student number: digits in it and nothing but letters, digits, - / . */
export function looksLikeNumber(search: string): boolean {
  return /^[\p{L}\d/.-]*\d[\p{L}\d/.-]*$/u.test(search.trim());
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
