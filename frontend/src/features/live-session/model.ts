import { countsOf, isIn, needsReview } from "@/api/staff/live";
import type { LiveCounts, LiveState, RegisterRow, RegisterStatus } from "@/api/staff/types";

/** Pure rules of the live register: filters, search, counts, arrivals. */

export type RegisterFilter = "all" | "in" | "not_yet" | "review";

export const REGISTER_FILTERS: readonly RegisterFilter[] = ["all", "in", "not_yet", "review"];

/** Reads a filter from the address, falling back to all. */
export function parseFilter(value: string | null): RegisterFilter {
  return REGISTER_FILTERS.find((filter) => filter === value) ?? "all";
}

/** Whether a person set the status, as against the student's own check-in. */
export function isByHand(row: RegisterRow): boolean {
  return row.last_change !== null && row.last_change.kind === "mark";
}

/** Puts one row in its place and brings the counts along, before or after the server confirms it. */
export function replaceRow(state: LiveState, row: RegisterRow): LiveState {
  const before = state.rows.find((known) => known.student.id === row.student.id);
  if (before === undefined) return state;
  const rows = state.rows.map((known) => (known === before ? row : known));
  return { ...state, rows, counts: countsOf(rows, state.waiting) };
}

/** What the row will look like once the server accepts the mark. */
export function markedRow(row: RegisterRow, status: RegisterStatus): RegisterRow {
  const source = row.source ?? "manual";
  const band = row.band === "low" ? "standard" : row.band;
  return { ...row, status, source, band, contested: false };
}

/** Students who came in between two states, oldest first. */
export function arrivalsBetween(
  previous: LiveState | undefined,
  next: LiveState | undefined,
): RegisterRow[] {
  if (previous === undefined || next === undefined || previous === next) return [];
  const wereIn = new Set(previous.rows.filter(isIn).map((row) => row.student.id));
  return (
    next.rows
      // A mark that the server has not confirmed yet has no change to tell, but a source.
      .filter((row) => isIn(row) && row.source !== "manual" && !isByHand(row))
      .filter((row) => !wereIn.has(row.student.id))
      .sort((a, b) => (a.arrived_at ?? "").localeCompare(b.arrived_at ?? ""))
  );
}

/** The latest arrivals, newest first. */
export function latestArrivals(rows: readonly RegisterRow[], howMany: number): RegisterRow[] {
  return rows
    .filter((row) => isIn(row) && row.arrived_at !== null && !isByHand(row))
    .sort((a, b) => (b.arrived_at ?? "").localeCompare(a.arrived_at ?? ""))
    .slice(0, howMany);
}

/** Lower case without accents, so that "jose" finds "José". */
export function foldText(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

function matchesFilter(row: RegisterRow, filter: RegisterFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "in":
      return isIn(row);
    case "not_yet":
      return row.status === null || row.status === "absent";
    case "review":
      return needsReview(row);
  }
}

/** The rows to show, in the server's order: every word of the search must be in the name or the number. */
export function visibleRows(
  rows: readonly RegisterRow[],
  filter: RegisterFilter,
  search: string,
): RegisterRow[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!matchesFilter(row, filter)) return false;
    if (words.length === 0) return true;
    const text = foldText(`${row.student.full_name} ${row.student.student_id}`);
    return words.every((word) => text.includes(word));
  });
}

/** How many students each filter shows; the review filter also lists what students sent. */
export function filterCounts(
  counts: LiveCounts,
  rows: readonly RegisterRow[],
): Record<RegisterFilter, number> {
  return {
    all: rows.length,
    in: counts.present + counts.late,
    not_yet: rows.filter((row) => matchesFilter(row, "not_yet")).length,
    review: counts.review,
  };
}
