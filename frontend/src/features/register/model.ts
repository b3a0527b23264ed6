import type {
  CellMark,
  Id,
  Register,
  RegisterSession,
  RegisterStatus,
  RegisterStudent,
} from "@/api/staff/types";

/** The letter of each status, as in the cells of the server. */
export const LETTERS = { present: "P", late: "L", excused: "E", absent: "A" } as const;
/** The order in which statuses are offered. */
export const STATUS_ORDER: readonly RegisterStatus[] = ["present", "late", "excused", "absent"];
const STATUSES: Record<string, RegisterStatus> = {
  P: "present",
  L: "late",
  E: "excused",
  A: "absent",
};
const NOT_YET = ".";
const NOT_ENROLLED = "-";

const CONTESTED = 1;
const DOUBTFUL = 2;
const CHANGED = 4;
const WALK_IN = 8;

/** What one cell says. */
export interface CellView {
  letter: string;
  status: RegisterStatus | null;
  enrolled: boolean;
  contested: boolean;
  doubtful: boolean;
  changed: boolean;
  walkIn: boolean;
}

/** The cell of a student in the session of that index. */
export function cellAt(student: Pick<RegisterStudent, "cells" | "flags">, index: number): CellView {
  const letter = student.cells.charAt(index) || NOT_ENROLLED;
  const flags = Number.parseInt(student.flags.charAt(index) || "0", 16);
  return {
    letter: letter === NOT_YET ? "·" : letter === NOT_ENROLLED ? "" : letter,
    status: STATUSES[letter] ?? null,
    enrolled: letter !== NOT_ENROLLED && (flags & WALK_IN) === 0,
    contested: (flags & CONTESTED) !== 0,
    doubtful: (flags & DOUBTFUL) !== 0,
    changed: (flags & CHANGED) !== 0,
    walkIn: (flags & WALK_IN) !== 0,
  };
}

/** Whether somebody has left the course before the last day of the range. */
export const hasLeft = (student: RegisterStudent, today: string): boolean =>
  student.enrolled_from === null || (student.enrolled_to !== null && student.enrolled_to < today);

export const FILTERS = [
  "at_risk",
  "present",
  "late",
  "excused",
  "absent",
  "not_yet",
  "contested",
  "doubtful",
  "changed",
  "walk_in",
  "left",
] as const;
export type Filter = (typeof FILTERS)[number];

const anyFlag = (student: RegisterStudent, flag: number): boolean =>
  [...student.flags].some((digit) => (Number.parseInt(digit, 16) & flag) !== 0);

function passes(student: RegisterStudent, filter: Filter, today: string): boolean {
  switch (filter) {
    case "at_risk":
      return student.totals.at_risk;
    case "contested":
      return anyFlag(student, CONTESTED);
    case "doubtful":
      return anyFlag(student, DOUBTFUL);
    case "changed":
      return anyFlag(student, CHANGED);
    case "walk_in":
      return anyFlag(student, WALK_IN);
    case "left":
      return hasLeft(student, today);
    case "not_yet":
      return student.cells.includes(NOT_YET);
    default:
      return student.cells.includes(LETTERS[filter]);
  }
}

/** The students who match a search in name or number, and a filter. */
export function narrowed(
  students: RegisterStudent[],
  search: string,
  filter: Filter | undefined,
  today: string,
): RegisterStudent[] {
  const wanted = search.trim().toLocaleLowerCase();
  return students.filter(
    (student) =>
      (wanted === "" ||
        student.full_name.toLocaleLowerCase().includes(wanted) ||
        student.student_id.toLocaleLowerCase().includes(wanted)) &&
      (filter === undefined || passes(student, filter, today)),
  );
}

/**
 * The students of one session who match: filters look at that session alone, and who was not
 * expected and did not come is left out.
 */
export function narrowedHere(
  students: RegisterStudent[],
  column: number,
  search: string,
  filter: Filter | undefined,
  today: string,
): RegisterStudent[] {
  const there = students.filter((student) => {
    const { enrolled, status } = cellAt(student, column);
    if (!enrolled && status === null) return false;
    if (filter === undefined) return true;
    const cells = student.cells.charAt(column);
    return passes({ ...student, cells, flags: student.flags.charAt(column) }, filter, today);
  });
  return narrowed(there, search, undefined, today);
}

/** What counts of a student's cells, by the rule of the server. */
export function totalsOf(
  student: RegisterStudent,
  register: Pick<Register, "sessions" | "rate_after_sessions" | "at_risk_threshold_pct">,
): RegisterStudent["totals"] {
  const found = { present: 0, late: 0, excused: 0, absent: 0 };
  register.sessions.forEach((session, index) => {
    const { status, walkIn } = cellAt(student, index);
    if (status === null || walkIn || (status === "absent" && !session.settled)) return;
    found[status] += 1;
  });
  const attended = found.present + found.late;
  const counted = attended + found.absent;
  return {
    ...found,
    attended,
    counted,
    rate_pct: counted === 0 ? null : Math.floor((attended * 100) / counted),
    at_risk:
      counted >= register.rate_after_sessions &&
      attended * 100 < register.at_risk_threshold_pct * counted,
  };
}

/** A cell by the keys of its session and student. */
export interface CellKey {
  session: Id;
  student: Id;
}

const replaced = (text: string, index: number, letter: string): string =>
  text.slice(0, index) + letter + text.slice(index + 1);

/** The register with other statuses in some cells, totals and counts included. */
export function withStatuses(
  register: Register,
  statuses: (CellKey & { status: RegisterStatus | null })[],
): Register {
  const columns = new Map(register.sessions.map((session, index) => [session.id, index]));
  const byStudent = new Map<Id, (CellKey & { status: RegisterStatus | null })[]>();
  for (const one of statuses) {
    byStudent.set(one.student, [...(byStudent.get(one.student) ?? []), one]);
  }
  const counts = new Map(register.sessions.map(({ id, counts }) => [id, { ...counts }]));
  const students = register.students.map((student) => {
    const mine = byStudent.get(student.id);
    if (mine === undefined) return student;
    const next = { ...student };
    for (const { session, status } of mine) {
      const index = columns.get(session);
      const count = counts.get(session);
      if (index === undefined || count === undefined) continue;
      const before = cellAt(next, index);
      if (before.status !== null) count[before.status] -= 1;
      else if (before.enrolled) count.not_yet -= 1;
      if (status !== null) count[status] += 1;
      else if (before.enrolled) count.not_yet += 1;
      const blank = before.enrolled ? NOT_YET : NOT_ENROLLED;
      next.cells = replaced(next.cells, index, status === null ? blank : LETTERS[status]);
      // A mark settles what was contested or doubtful; the next answer says the rest.
      const flags =
        status !== null && !before.enrolled ? WALK_IN : before.changed && status ? CHANGED : 0;
      next.flags = replaced(next.flags, index, flags.toString(16));
    }
    next.totals = totalsOf(next, register);
    return next;
  });
  const touched = new Set(statuses.map(({ session }) => session));
  const sessions = register.sessions.map((session) =>
    touched.has(session.id)
      ? { ...session, counts: counts.get(session.id) ?? session.counts }
      : session,
  );
  return { ...register, sessions, students };
}

/** A rectangle of cells: from the anchor to where the cursor is, by indices. */
export interface Selection {
  row: number;
  column: number;
  anchorRow: number;
  anchorColumn: number;
}

export const at = (row: number, column: number): Selection => ({
  row,
  column,
  anchorRow: row,
  anchorColumn: column,
});

/** The selection within what there is. */
export function held(selection: Selection, rows: number, columns: number): Selection {
  const row = (value: number) => Math.max(0, Math.min(value, rows - 1));
  const column = (value: number) => Math.max(0, Math.min(value, columns - 1));
  return {
    row: row(selection.row),
    column: column(selection.column),
    anchorRow: row(selection.anchorRow),
    anchorColumn: column(selection.anchorColumn),
  };
}

/** First and last row and column of a selection. */
export function bounds(selection: Selection) {
  return {
    top: Math.min(selection.row, selection.anchorRow),
    bottom: Math.max(selection.row, selection.anchorRow),
    left: Math.min(selection.column, selection.anchorColumn),
    right: Math.max(selection.column, selection.anchorColumn),
  };
}

/** Where a key leads; null for a key that leads nowhere. Shift lets the anchor stay. */
export function moved(
  selection: Selection,
  key: { key: string; shiftKey: boolean; ctrlKey: boolean },
  size: { rows: number; columns: number; page: number },
): Selection | null {
  let { row, column } = selection;
  switch (key.key) {
    case "ArrowDown":
    case "Enter":
      row += key.key === "Enter" && key.shiftKey ? -1 : 1;
      break;
    case "ArrowUp":
      row -= 1;
      break;
    case "ArrowLeft":
      column -= 1;
      break;
    case "ArrowRight":
      column += 1;
      break;
    case "PageDown":
      row += size.page;
      break;
    case "PageUp":
      row -= size.page;
      break;
    case "Home":
      column = 0;
      if (key.ctrlKey) row = 0;
      break;
    case "End":
      column = size.columns - 1;
      if (key.ctrlKey) row = size.rows - 1;
      break;
    case "Escape":
      break;
    default:
      return null;
  }
  const extends_ = key.shiftKey && key.key !== "Enter" && key.key !== "Escape";
  const next = extends_ ? { ...selection, row, column } : at(row, column);
  return held(next, size.rows, size.columns);
}

/** The status of a key P, L, E or A; undefined for others. */
export const statusOfKey = (key: string): RegisterStatus | undefined => STATUSES[key.toUpperCase()];

/** Marks for the cells of a selection that are others than the status, each with what is seen. */
export function marksIn(
  students: RegisterStudent[],
  sessions: RegisterSession[],
  selection: Selection,
  status: RegisterStatus,
): CellMark[] {
  const { top, bottom, left, right } = bounds(selection);
  const marks: CellMark[] = [];
  for (const student of students.slice(top, bottom + 1)) {
    sessions.forEach((session, index) => {
      if (index < left || index > right || session.state === "planned") return;
      const cell = cellAt(student, index);
      if (cell.status === status && !cell.doubtful) return;
      marks.push({ session: session.id, student: student.id, status, expected: cell.status });
    });
  }
  return marks;
}

/** Marks for everybody who is expected in a session and of whom nothing is known. */
export function marksForRest(
  students: RegisterStudent[],
  sessions: RegisterSession[],
  session: Id,
  status: RegisterStatus,
): CellMark[] {
  const index = sessions.findIndex(({ id }) => id === session);
  return students
    .filter((student) => student.cells.charAt(index) === NOT_YET)
    .map((student) => ({ session, student: student.id, status, expected: null }));
}

/** What a window onto rows shows: the first row, which may be cut, and how many. */
export interface Sight {
  top: number;
  rows: number;
}

/** How many rows are drawn beyond either end of what is in sight. */
const SPARE = 6;

/**
 * The rows to draw, in order: those in sight, some to spare on either side, and the one with the
 * cursor wherever it is. Were it not in its place, all others would be moved when it comes in sight.
 */
export function rowsToDraw(sight: Sight, rows: number, cursor: number): number[] {
  const first = Math.max(0, sight.top - SPARE);
  const last = Math.min(rows - 1, sight.top + sight.rows - 1 + SPARE);
  const drawn: number[] = [];
  if (cursor < first) drawn.push(cursor);
  for (let row = first; row <= last; row += 1) drawn.push(row);
  if (cursor > last && cursor < rows) drawn.push(cursor);
  return drawn;
}

/** The student whose number was typed or scanned, without regard to case. */
export function byNumber(students: RegisterStudent[], typed: string): RegisterStudent | undefined {
  const wanted = typed.trim().toLocaleLowerCase();
  return students.find(({ student_id }) => student_id.toLocaleLowerCase() === wanted);
}

/** The session to write into at first: the open one, else the last that has begun. */
export function likeliest(sessions: RegisterSession[]): RegisterSession | undefined {
  return (
    sessions.findLast(({ state }) => state === "open") ??
    sessions.findLast(({ state }) => state === "closed") ??
    sessions.at(-1)
  );
}
