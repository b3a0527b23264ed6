import type { ChosenColumns } from "@/api/staff/imports";
import type { ImportKind, ImportResult, ImportRow, ImportRun } from "@/api/staff/types";

/** Pure rules of the import pages. */

export const RESULTS = ["new", "changed", "same", "error"] as const;

/** A filter of the address; what is none shows all rows. */
export const resultOf = (text: string | undefined): ImportResult | undefined =>
  RESULTS.find((one) => one === text);

export const isAtWork = ({ state }: ImportRun): boolean =>
  state === "running" || state === "undoing";

/** Rows that storing writes. */
export const toStore = ({ counts }: ImportRun): number => counts.new + counts.changed;

export interface Progress {
  phase: "passwords" | "rows" | "undo";
  done: number;
  all: number;
}

/** How far the worker is. Passwords come before the rows; undoing counts the rows it takes back. */
export function progressOf(run: ImportRun): Progress {
  if (run.state === "undoing") {
    const all = Math.max(1, toStore(run));
    return { phase: "undo", done: Math.min(run.rows_done, all), all };
  }
  if (run.passwords_done < run.password_count) {
    return { phase: "passwords", done: run.passwords_done, all: run.password_count };
  }
  return { phase: "rows", done: run.rows_done, all: Math.max(1, run.row_count) };
}

export interface Told {
  /** Column, "" for the row as a whole. */
  column: string;
  text: string;
  /** The new value, where the text tells the former one. */
  becomes: string | null;
}

/** The reasons of a row; a change also says what the value becomes. */
export function told(row: ImportRow): Told[] {
  return row.reasons.map(({ column, text }) => {
    const value = row.values[column]?.trim() ?? "";
    const isChange = row.result === "changed" && text.startsWith("was ") && value !== "";
    return { column, text, becomes: isChange ? value : null };
  });
}

/** What still keeps columns that were chosen by hand from being used. */
export function wrongInMapping(
  kind: ImportKind,
  chosen: ChosenColumns,
): { twice: boolean; missing: string[] } {
  const places = Object.values(chosen).filter((place) => place !== null);
  const missing = kind.columns.filter(
    ({ name, is_required }) => is_required && (chosen[name] ?? null) === null,
  );
  return {
    twice: new Set(places).size < places.length,
    missing: missing.map(({ name }) => name),
  };
}

export interface FoundColumns {
  header: string[];
  places: ChosenColumns;
}

/** The header of a file that was refused because columns are missing; null for any other refusal. */
export function headerOfRefusal(params: Record<string, unknown>): FoundColumns | null {
  const { header, places } = params;
  if (!Array.isArray(header) || typeof places !== "object" || places === null) return null;
  const found = Object.entries(places).filter(([, place]) => typeof place === "number");
  return { header: header.map(String), places: Object.fromEntries(found) };
}
