import type { LiveAnswer, LiveCounts, LiveState, RegisterRow } from "./types";

/** Pure rules of what a screen knows of a session: merging answers, counting, when to ask again. */

/** Arrivals must be on every screen within two seconds. */
const OPEN_MS = 1_400;
const QUIET_MS = 10_000;
const HIDDEN_MS = 20_000;
const SLOWEST_MS = 30_000;
/** Shares of the interval by which it varies, so that a hall of screens does not ask as one. */
const JITTER = 0.1;
/** From so long after its end a session is history: what changes then shows when it is looked at. */
const ENDED_LONG_AGO_MS = 3_600_000;
/** How long before its opening a planned session is watched like an open one. */
const SOON_MS = 60_000;
/** What depends on other sessions and on names of people is told with everything. */
const EVERYTHING_EVERY_MS = 120_000;

/** Present or late: the student is in. */
export function isIn(row: RegisterRow): boolean {
  return row.status === "present" || row.status === "late";
}

/** A check-in with weak evidence that no person has looked at yet. */
export function needsReview(row: RegisterRow): boolean {
  return isIn(row) && row.band === "low";
}

/** The totals of a register; `waiting` attempts are for review beside the doubtful rows. */
export function countsOf(rows: readonly RegisterRow[], waiting: number): LiveCounts {
  const counts = { present: 0, late: 0, excused: 0, absent: 0, enrolled: 0, review: waiting };
  for (const row of rows) {
    if (row.status !== null) counts[row.status] += 1;
    counts.enrolled += Number(row.enrolled);
    counts.review += Number(needsReview(row));
  }
  return counts;
}

/** A stable order by name: rows that moved with every arrival would slip from under the finger. */
const byName = new Intl.Collator("en", { sensitivity: "base", numeric: true });

const sameRow = (a: RegisterRow, b: RegisterRow) => JSON.stringify(a) === JSON.stringify(b);

/** The version to ask by: none once in a while, to be told everything. */
export function askedVersion(known: LiveState | undefined, now: number): string | undefined {
  if (known === undefined || now - known.whole_at > EVERYTHING_EVERY_MS) return undefined;
  return known.version;
}

/**
 * Merges an answer of the live view into what is known. Rows that did not change keep their identity,
 * so that a class of 500 redraws only the arrivals. An answer without news returns the state itself;
 * one that cannot be understood without a state returns undefined.
 */
export function mergeLive(
  previous: LiveState | undefined,
  answer: LiveAnswer,
  now: number,
): LiveState | undefined {
  if (!answer.changed) return previous;
  const known = new Map(previous?.rows.map((row) => [row.student.id, row]));
  const told = answer.rows.map((row) => {
    const before = known.get(row.student.id);
    return before !== undefined && sameRow(before, row) ? before : row;
  });
  const { version, server_time_ms, waiting, sent } = answer;
  const fresh = { version, server_time_ms, waiting, sent, received_at: now };
  if (answer.everything) {
    const rows = told.sort((a, b) => byName.compare(a.student.full_name, b.student.full_name));
    return { ...fresh, session: answer.session, counts: answer.counts, rows, whole_at: now };
  }
  if (previous === undefined) return undefined;
  const rows = patched(previous.rows, told);
  return { ...previous, ...fresh, rows, counts: countsOf(rows, waiting) };
}

/** Puts rows in the places of those of the same students, and new ones where their name belongs. */
function patched(before: readonly RegisterRow[], told: readonly RegisterRow[]): RegisterRow[] {
  const news = new Map(told.map((row) => [row.student.id, row]));
  const rows = before.map((row) => news.get(row.student.id) ?? row);
  const known = new Set(before.map((row) => row.student.id));
  const added = told.filter((row) => !known.has(row.student.id));
  if (added.length === 0) return rows;
  return [...rows, ...added].sort((a, b) =>
    byName.compare(a.student.full_name, b.student.full_name),
  );
}

interface Polling {
  state: LiveState | undefined;
  failures: number;
  hidden: boolean;
  /** The browser's clock; only differences of it are used. */
  now: number;
  /** A number from 0 to 1. */
  random: number;
}

/** Milliseconds until the server is asked again; false when there is nothing left to happen. */
export function nextPoll({ state, failures, hidden, now, random }: Polling): number | false {
  const every = interval(state, now);
  if (every === false) return false;
  const slowed = Math.max(every, hidden ? HIDDEN_MS : 0) * 2 ** failures;
  return Math.min(slowed, Math.max(SLOWEST_MS, every)) * (1 + JITTER * (2 * random - 1));
}

function interval(state: LiveState | undefined, now: number): number | false {
  if (state === undefined) return OPEN_MS;
  const { session } = state;
  const serverNow = state.server_time_ms + (now - state.received_at);
  if (session.state === "open") return OPEN_MS;
  if (session.state === "planned")
    return Date.parse(session.opens_at) - serverNow < SOON_MS ? OPEN_MS : QUIET_MS;
  const ended = Date.parse(session.closed_at ?? session.closes_at);
  return serverNow - ended > ENDED_LONG_AGO_MS ? false : QUIET_MS;
}
