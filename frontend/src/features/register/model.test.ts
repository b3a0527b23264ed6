import { expect, test } from "vitest";
import type { Register, RegisterStudent } from "@/api/staff/types";
import {
  at,
  byNumber,
  cellAt,
  marksForRest,
  marksIn,
  moved,
  narrowed,
  rowsToDraw,
  withStatuses,
} from "./model";

const counts = { present: 0, late: 0, excused: 0, absent: 1, enrolled: 2, review: 0, not_yet: 1 };

const student = (id: number, cells: string, flags: string): RegisterStudent => ({
  id,
  student_id: `S-${id}`,
  full_name: id === 1 ? "Amina Wanjiru" : "Tomás Ó Briain",
  enrolled_from: "2026-08-24",
  enrolled_to: id === 2 ? "2026-11-01" : null,
  cells,
  flags,
  totals: {
    present: 0,
    late: 0,
    excused: 0,
    absent: 1,
    attended: 0,
    counted: 1,
    rate_pct: 0,
    at_risk: false,
  },
});

const session = (id: number, state: "closed" | "open" | "planned") => ({
  id,
  state,
  settled: state === "closed",
  opens_at: "2026-11-22T09:00:00Z",
  closes_at: "2026-11-22T09:15:00Z",
  venue_name: "",
  counts: { ...counts },
});

const register: Register = {
  version: "1",
  page: 1,
  pages: 1,
  session_count: 3,
  at_risk_threshold_pct: 75,
  rate_after_sessions: 1,
  from: "2026-08-24",
  to: "2026-11-22",
  sessions: [session(11, "closed"), session(12, "open"), session(13, "planned")],
  students: [student(1, "A..", "100"), student(2, "P--", "600")],
};
const [amina, tomas] = register.students as [RegisterStudent, RegisterStudent];

test("a cell is read from its letter and its digit", () => {
  expect(cellAt(amina, 0)).toMatchObject({ letter: "A", status: "absent", contested: true });
  expect(cellAt(amina, 1)).toMatchObject({ letter: "·", status: null, enrolled: true });
  expect(cellAt(tomas, 0)).toMatchObject({ doubtful: true, changed: true, contested: false });
  expect(cellAt(tomas, 1)).toMatchObject({ letter: "", status: null, enrolled: false });
});

test("students are found by name, number, and what their cells say", () => {
  const names = (search: string, filter?: Parameters<typeof narrowed>[2]) =>
    narrowed(register.students, search, filter, "2026-11-22").map(({ id }) => id);
  expect(names("AMINA")).toEqual([1]);
  expect(names("s-2")).toEqual([2]);
  expect(names("", "contested")).toEqual([1]);
  expect(names("", "not_yet")).toEqual([1]);
  expect(names("", "present")).toEqual([2]);
  expect(names("", "left")).toEqual([2]);
  expect(byNumber(register.students, " s-1 ")?.id).toBe(1);
});

test("a mark changes the letter, the totals, the rate and the counts of its session", () => {
  const next = withStatuses(register, [
    { session: 11, student: 1, status: "present" },
    { session: 12, student: 1, status: "absent" },
  ]);
  const [changed, other] = next.students as [RegisterStudent, RegisterStudent];
  expect([changed.cells, changed.flags]).toEqual(["PA.", "000"]);
  // The absence of a session that is still open counts only when it is over.
  expect(changed.totals).toMatchObject({ attended: 1, counted: 1, rate_pct: 100, absent: 0 });
  expect(other).toBe(tomas);
  expect(next.sessions[0]?.counts).toMatchObject({ present: 1, absent: 0, not_yet: 1 });
  expect(next.sessions[1]?.counts).toMatchObject({ absent: 2, not_yet: 0 });
  const back = withStatuses(next, [{ session: 12, student: 1, status: null }]);
  expect(back.students[0]?.cells).toBe("P..");
});

test("a selection is marked but for what says so already and sessions to come", () => {
  const whole = { row: 1, column: 2, anchorRow: 0, anchorColumn: 0 };
  const marks = marksIn(register.students, register.sessions, whole, "absent");
  expect(marks.map((one) => [one.student, one.session, one.expected])).toEqual([
    [1, 12, null],
    [2, 11, "present"],
    [2, 12, null],
  ]);
  // A doubtful check-in is confirmed by the same letter.
  expect(marksIn(register.students, register.sessions, at(1, 0), "present")).toHaveLength(1);
  expect(marksForRest(register.students, register.sessions, 12, "present")).toEqual([
    { session: 12, student: 1, status: "present", expected: null },
  ]);
});

const plain = { shiftKey: false, ctrlKey: false };
const size = { rows: 5, columns: 3, page: 3 };

test("keys move within the grid, and Shift draws the selection", () => {
  expect(moved(at(0, 0), { key: "ArrowUp", ...plain }, size)).toEqual(at(0, 0));
  expect(moved(at(1, 1), { key: "Enter", ...plain }, size)).toEqual(at(2, 1));
  expect(moved(at(1, 1), { key: "PageDown", ...plain }, size)).toEqual(at(4, 1));
  const drawn = moved(at(1, 1), { key: "ArrowDown", shiftKey: true, ctrlKey: false }, size);
  expect(drawn).toEqual({ row: 2, column: 1, anchorRow: 1, anchorColumn: 1 });
  expect(drawn && moved(drawn, { key: "Escape", ...plain }, size)).toEqual(at(2, 1));
  expect(moved(at(0, 0), { key: "x", ...plain }, size)).toBeNull();
});

test("rows in sight are drawn with some to spare, and the cursor's in its place", () => {
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  expect(rowsToDraw({ top: 0, rows: 10 }, 500, 3)).toEqual(range(0, 15));
  expect(rowsToDraw({ top: 100, rows: 10 }, 500, 3)).toEqual([3, ...range(94, 115)]);
  expect(rowsToDraw({ top: 100, rows: 10 }, 500, 499)).toEqual([...range(94, 115), 499]);
  expect(rowsToDraw({ top: 0, rows: 10 }, 3, 0)).toEqual(range(0, 2));
  expect(rowsToDraw({ top: 0, rows: 10 }, 0, 0)).toEqual([]);
});
