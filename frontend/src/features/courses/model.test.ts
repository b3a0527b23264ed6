import { expect, test } from "vitest";
import {
  looksLikeNumber,
  matchingEnrollments,
  missingInCourse,
  parseDecimal,
  toNewCourse,
  toNewVenue,
  wrongInVenue,
} from "./model";

const enrollment = (id: number, full_name: string, student_id: string) => ({
  id,
  student: { id, full_name, student_id },
  from_date: "2026-08-24",
  to_date: null,
});

test("the roster is searched by name or number, without accents", () => {
  const all = [enrollment(1, "Siobhán O’Reilly", "S-10"), enrollment(2, "Wei Zhang", "S-22")];
  expect(matchingEnrollments(all, "siobhan").map(({ id }) => id)).toEqual([1]);
  expect(matchingEnrollments(all, "s-22").map(({ id }) => id)).toEqual([2]);
  expect(matchingEnrollments(all, "")).toHaveLength(2);
});

test("a student number is told from a name", () => {
  expect(looksLikeNumber("S2026-1001")).toBe(true);
  expect(looksLikeNumber("21/U/10345")).toBe(true);
  expect(looksLikeNumber("Amara")).toBe(false);
  expect(looksLikeNumber("Amara 2")).toBe(false);
});

test("a course needs code, name and term; the room is sent only when chosen", () => {
  const form = { code: " CS101 ", name: "Programming", term: "3", venue: "" };
  expect(missingInCourse({ ...form, code: " ", term: "" })).toEqual(new Set(["code", "term"]));
  expect(missingInCourse(form)).toEqual(new Set());
  expect(toNewCourse(form)).toEqual({ code: "CS101", name: "Programming", term: 3 });
  expect(toNewCourse({ ...form, venue: "4" })).toMatchObject({ default_venue: 4 });
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
