import { expect, test } from "vitest";
import type { ImportKind, ImportRow, ImportRun } from "@/api/staff/types";
import { headerOfRefusal, progressOf, resultOf, told, wrongInMapping } from "./model";

const column = (name: string, is_required: boolean) => ({
  name,
  is_required,
  about: "",
  synonyms: [],
});
const kind: ImportKind = {
  name: "students",
  title: "Students",
  columns: [column("student_id", true), column("name", true), column("year", false)],
};
const run = (part: Partial<ImportRun>): ImportRun =>
  ({
    state: "running",
    row_count: 10,
    rows_done: 0,
    counts: { new: 6, changed: 2, same: 1, error: 1 },
    password_count: 0,
    passwords_done: 0,
    ...part,
  }) as ImportRun;

test("passwords come before rows, and undoing counts what it takes back", () => {
  expect(progressOf(run({ password_count: 4, passwords_done: 1 }))).toEqual({
    phase: "passwords",
    done: 1,
    all: 4,
  });
  const hashed = run({ password_count: 4, passwords_done: 4, rows_done: 3 });
  expect(progressOf(hashed)).toEqual({ phase: "rows", done: 3, all: 10 });
  expect(progressOf(run({ state: "undoing", rows_done: 9 }))).toEqual({
    phase: "undo",
    done: 8,
    all: 8,
  });
});

test("a change says what was and what becomes, an error only its reason", () => {
  const row: ImportRow = {
    number: 2,
    result: "changed",
    values: { year: "2", name: "" },
    reasons: [
      { column: "year", text: "was “1”" },
      { column: "", text: "the account is deactivated, and stays so" },
    ],
  };
  expect(told(row).map(({ becomes }) => becomes)).toEqual(["2", null]);
  expect(told({ ...row, result: "error" })[0]?.becomes).toBeNull();
});

test("columns chosen by hand must be there, each once", () => {
  expect(wrongInMapping(kind, { student_id: 0, name: 0 })).toEqual({ twice: true, missing: [] });
  expect(wrongInMapping(kind, { student_id: null, year: 1 }).missing).toEqual([
    "student_id",
    "name",
  ]);
  expect(wrongInMapping(kind, { student_id: 1, name: 0, year: null })).toEqual({
    twice: false,
    missing: [],
  });
});

test("only a refusal that knows the header lets one choose", () => {
  expect(headerOfRefusal({ header: ["a", "b"], places: { name: 1 }, missing: ["x"] })).toEqual({
    header: ["a", "b"],
    places: { name: 1 },
  });
  expect(headerOfRefusal({ limit_bytes: 1 })).toBeNull();
});

test.each([
  ["error", "error"],
  ["nonsense", undefined],
  [undefined, undefined],
])("filter %o is %o", (text, result) => expect(resultOf(text)).toBe(result));
