import { expect, test } from "vitest";
import { bodyOfForm, type FormField, merged, outcomeWords, problemsIn } from "./model";

const FIELDS: FormField[] = [
  { name: "full_name", label: "Name", maxLength: 200, required: true },
  { name: "email", label: "E-mail", maxLength: 254 },
  { name: "year", label: "Year", type: "year", maxLength: 4 },
];

test("only what differs is sent, trimmed, a year as a number and an empty one as none", () => {
  const before = { full_name: "Ann", email: "a@x.example", year: "2" };
  expect(bodyOfForm(FIELDS, { ...before, full_name: " Ann " }, before)).toEqual({});
  expect(bodyOfForm(FIELDS, { full_name: "Ann", email: "", year: "" }, before)).toEqual({
    email: "",
    year: null,
  });
  expect(bodyOfForm(FIELDS, { full_name: "Bo", email: "", year: "3" })).toEqual({
    full_name: "Bo",
    year: 3,
  });
});

test("after a conflict what was typed stays, and the rest is what somebody else stored", () => {
  const before = { full_name: "Ann", email: "a@x.example", year: "2" };
  const stored = { full_name: "Anna", email: "b@x.example", year: "2" };
  const typed = { ...before, full_name: "Ann Obi", year: "" };
  expect(merged(typed, before, stored)).toEqual({
    full_name: "Ann Obi",
    email: "b@x.example",
    year: "",
  });
  expect(bodyOfForm(FIELDS, merged(typed, before, stored), stored)).toEqual({
    full_name: "Ann Obi",
    year: null,
  });
});

test("what is missing or no year is said at its field", () => {
  expect(Object.keys(problemsIn(FIELDS, { full_name: " ", year: "two" }))).toEqual([
    "full_name",
    "year",
  ]);
  expect(problemsIn(FIELDS, { full_name: "Ann", year: "2" })).toEqual({});
});

test("an outcome says what was done, and what was left and why", () => {
  const outcome = {
    done: [1, 2],
    skipped_count: 3,
    skipped: [],
    reasons: [
      { reason: "no_email" as const, count: 2 },
      { reason: "has_password" as const, count: 1 },
    ],
  };
  expect(outcomeWords("invite", outcome)).toBe(
    "2 accounts invited. Left as they are: 2 without e-mail address, 1 with a password already.",
  );
  expect(outcomeWords("deactivate", { ...outcome, done: [], reasons: [] })).toBe(
    "Nothing was changed.",
  );
});
