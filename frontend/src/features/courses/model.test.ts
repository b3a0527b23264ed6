import { expect, test } from "vitest";
import {
  attendance,
  type CourseForm,
  courseChanges,
  courseQuery,
  daysOf,
  looksLikeNumber,
  missingInCourse,
  parseDecimal,
  pastedEntries,
  termBody,
  toNewCourse,
  toNewVenue,
  wrongInTerm,
  wrongInVenue,
} from "./model";

test("an enrolment is ahead, running or over, and its days are said", () => {
  const days = (from_date: string, to_date: string | null) =>
    ({
      id: 1,
      student: { id: 1, full_name: "", student_id: "" },
      from_date,
      to_date,
      version: "v1",
    }) as const;
  const today = "2026-11-22";
  expect(attendance(days("2026-11-22", null), today)).toBe("running");
  expect(attendance(days("2026-11-23", null), today)).toBe("later");
  expect(attendance(days("2026-08-01", "2026-11-22"), today)).toBe("running");
  expect(attendance(days("2026-08-01", "2026-11-21"), today)).toBe("ended");
  expect(daysOf(days("2026-08-01", null), today)).toBe("since 1 Aug 2026");
  expect(daysOf(days("2026-12-01", null), today)).toBe("from 1 Dec 2026");
  expect(daysOf(days("2026-08-01", "2026-11-21"), today)).toBe("1 Aug 2026 – 21 Nov 2026");
});

test("students are found however they are pasted", () => {
  expect(pastedEntries(" S-1\r\nS-2\tS-3, S-4;;\n\n")).toEqual(["S-1", "S-2", "S-3", "S-4"]);
  expect(pastedEntries("  \n,\n")).toEqual([]);
  expect(pastedEntries("Amara Okafor\nSow, Binta\n李 小龙")).toEqual([
    "Amara Okafor",
    "Binta Sow",
    "李 小龙",
  ]);
  expect(pastedEntries("S-1\tAmara Okafor\tBSc\t2\nSow, Binta;S-2")).toEqual(["S-1", "S-2"]);
});

test("a student number is told from a name", () => {
  expect(looksLikeNumber("S2026-1001")).toBe(true);
  expect(looksLikeNumber("21/U/10345")).toBe(true);
  expect(looksLikeNumber("Amara")).toBe(false);
  expect(looksLikeNumber("Amara 2")).toBe(false);
});

const form = (changes: Partial<CourseForm> = {}): CourseForm => ({
  code: "CS101",
  name: "Programming",
  term: "3",
  venue: "",
  lecturers: [{ id: 11, full_name: "Grace Auma" }],
  ...changes,
});

test("a course needs code, name and term, and of administrators somebody who teaches it", () => {
  expect(missingInCourse(form({ code: " ", term: "" }), true)).toEqual(new Set(["code", "term"]));
  expect(missingInCourse(form({ lecturers: [] }), true)).toEqual(new Set(["lecturers"]));
  expect(missingInCourse(form({ lecturers: [] }), false)).toEqual(new Set());
});

test("of a new course only what is chosen is sent", () => {
  const bare = { code: "CS101", name: "Programming", term: 3 };
  expect(toNewCourse(form({ code: " CS101 ", lecturers: [] }))).toEqual(bare);
  const whole = { ...bare, lecturers: [11], default_venue: 4 };
  expect(toNewCourse(form({ venue: "4" }))).toEqual(whole);
});

test("of a changed course only what differs is sent", () => {
  const two = [...form().lecturers, { id: 2, full_name: "Binta Sow" }];
  const before = form({ venue: "4", lecturers: two });
  expect(courseChanges({ ...before, lecturers: two.toReversed(), code: "CS101 " }, before)).toEqual(
    {},
  );
  expect(courseChanges(form({ code: "CS102", term: "5" }), before)).toEqual({
    code: "CS102",
    term: 5,
    default_venue: null,
    lecturers: [11],
  });
});

test("the address asks for running courses, and for nothing that the server would refuse", () => {
  const plain = { search: "", sort: "", page: 1, filters: {} };
  const asked = { page: 1, page_size: 50 };
  expect(courseQuery(plain)).toEqual({ ...asked, active: true });
  expect(courseQuery({ ...plain, filters: { state: "all", term: "7" } })).toEqual({
    ...asked,
    term: 7,
  });
  expect(
    courseQuery({ search: "a", sort: "-name", page: 2, filters: { state: "inactive" } }),
  ).toEqual({ ...asked, page: 2, search: "a", sort: "-name", active: false });
  expect(courseQuery({ ...plain, sort: "password", filters: { term: "x" } })).toEqual({
    ...asked,
    active: true,
  });
});

test("numbers are read as people write them", () => {
  expect(parseDecimal("0,3345")).toBe(0.3345);
  expect(parseDecimal("−32.5")).toBe(-32.5);
  expect(parseDecimal("12 m")).toBeNaN();
  expect(parseDecimal("")).toBeNaN();
});

test("a room needs a name, a place on earth and a sensible radius", () => {
  const form = { name: "Room 4", latitude: "0.33", longitude: "32.5", radius: "100" };
  expect(wrongInVenue(form)).toEqual(new Set());
  expect(wrongInVenue({ name: "", latitude: "91", longitude: "181", radius: "9" })).toEqual(
    new Set(["name", "latitude", "longitude", "radius"]),
  );
  expect(wrongInVenue({ ...form, radius: "50.5" })).toEqual(new Set(["radius"]));
  expect(toNewVenue(form)).toEqual({
    name: "Room 4",
    latitude: 0.33,
    longitude: 32.5,
    radius_m: 100,
  });
});

test("a term needs a name and two days in order", () => {
  const form = { name: " Spring ", first_day: "2027-02-01", last_day: "2027-02-01" };
  expect(wrongInTerm(form)).toEqual({});
  expect(Object.keys(wrongInTerm({ name: " ", first_day: "", last_day: "" }))).toEqual([
    "name",
    "first_day",
    "last_day",
  ]);
  expect(Object.keys(wrongInTerm({ ...form, last_day: "2027-01-31" }))).toEqual(["last_day"]);
  expect(termBody(form)).toEqual({ ...form, name: "Spring" });
});
