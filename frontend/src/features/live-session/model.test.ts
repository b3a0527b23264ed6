import { expect, test } from "vitest";
import { mergeLive, needsReview } from "@/api/staff/live";
import type { LiveAnswer, LiveState } from "@/api/staff/types";
import { row, session } from "@/testing/staff";
import {
  arrivalsBetween,
  filterCounts,
  latestArrivals,
  markedRow,
  parseFilter,
  replaceRow,
  visibleRows,
} from "./model";

const counts = { present: 0, late: 0, excused: 0, absent: 0, enrolled: 3, review: 0 };
const amara = row(1, "Amara Okafor");
const jose = row(2, "José Núñez");
const lars = row(3, "Lars Bjørnstad");
const inAt = (at: string) =>
  ({ status: "present", source: "qr", arrived_at: at, band: "standard" }) as const;

const news = (rows: LiveState["rows"], version = "2"): LiveAnswer => ({
  changed: true,
  everything: true,
  version,
  server_time_ms: 0,
  waiting: 0,
  sent: "0",
  session,
  counts,
  rows,
});
const state = (rows: LiveState["rows"]): LiveState => {
  const merged = mergeLive(undefined, news(rows, "1"), 0);
  if (merged === undefined) throw new Error("no state");
  return merged;
};

test("an answer without news changes nothing, not even the identity", () => {
  const before = state([amara, jose]);
  expect(mergeLive(before, { version: "1", changed: false }, 0)).toBe(before);
});

test("rows that did not change keep their identity", () => {
  const before = state([amara, jose, lars]);
  const copy = structuredClone([amara, jose, lars]);
  const arrived = { ...lars, ...inAt("2026-11-22T09:02:00Z") };
  const after = mergeLive(before, news([...copy.slice(0, 2), arrived]), 0);
  expect(after?.rows[0]).toBe(before.rows[0]);
  expect(after?.rows[1]).toBe(before.rows[1]);
  expect(after?.rows[2]).toEqual(arrived);
});

test("rows stand by name, whatever the order of the answer", () => {
  expect(state([lars, jose, amara]).rows.map(({ student }) => student.id)).toEqual([1, 2, 3]);
});

test("students who withdrew leave, new ones come", () => {
  const after = mergeLive(state([amara, jose]), news([jose, lars]), 0);
  expect(after?.rows.map(({ student }) => student.id)).toEqual([2, 3]);
});

test("arrivals are those who came in by themselves, oldest first", () => {
  const before = state([amara, jose, lars]);
  const after = state([
    { ...amara, ...inAt("2026-11-22T09:03:00Z") },
    { ...jose, ...inAt("2026-11-22T09:02:00Z") },
    {
      ...lars,
      status: "present",
      last_change: {
        id: 1,
        kind: "mark",
        at: "",
        by: "x",
        from_status: null,
        to_status: "present",
        reason: "",
      },
    },
  ]);
  expect(arrivalsBetween(before, after).map(({ student }) => student.id)).toEqual([2, 1]);
  expect(arrivalsBetween(after, after)).toEqual([]);
  expect(arrivalsBetween(undefined, after)).toEqual([]);
  expect(latestArrivals(after.rows, 1)[0]?.student.id).toBe(1);
});

test("search folds accents and case and wants every word", () => {
  const rows = [amara, jose, lars];
  expect(visibleRows(rows, "all", "jose nunez")).toEqual([jose]);
  expect(visibleRows(rows, "all", "s-3")).toEqual([lars]);
  expect(visibleRows(rows, "all", "amara lars")).toEqual([]);
});

test("filters: in, not yet, review", () => {
  const present = { ...amara, ...inAt("2026-11-22T09:00:00Z") };
  const weak = { ...jose, ...inAt("2026-11-22T09:00:00Z"), band: "low" as const };
  const absent = { ...lars, status: "absent" as const };
  const rows = [present, weak, absent];
  expect(visibleRows(rows, "in", "")).toEqual([present, weak]);
  expect(visibleRows(rows, "not_yet", "")).toEqual([absent]);
  expect(visibleRows(rows, "review", "")).toEqual([weak]);
  expect(parseFilter("review")).toBe("review");
  expect(parseFilter("nonsense")).toBe("all");
});

test("a mark moves the counts and clears the doubt", () => {
  const weak = { ...jose, ...inAt("2026-11-22T09:00:00Z"), band: "low" as const };
  const before = {
    ...state([amara, weak]),
    counts: { ...counts, enrolled: 2, present: 1, review: 1 },
  };
  expect(needsReview(weak)).toBe(true);
  const after = replaceRow(before, markedRow(weak, "late"));
  expect(after.counts).toEqual({ ...counts, enrolled: 2, late: 1 });
  expect(replaceRow(after, weak).counts).toEqual(before.counts);
  expect(filterCounts(after.counts, after.rows)).toEqual({ all: 2, in: 1, not_yet: 1, review: 0 });
});
