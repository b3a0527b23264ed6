import { expect, test } from "vitest";
import type { ClassEntry } from "@/api/staff/types";
import { session } from "@/testing/staff";
import { laterOnes, notOpen, openNow } from "./today";

const entry = (id: number, state: "open" | "planned" | "closed"): ClassEntry => ({
  schedule_id: 1,
  class_date: "2026-11-23",
  course: session.course,
  venue_name: "",
  starts_at: session.opens_at,
  ends_at: session.closes_at,
  opens_itself: false,
  called_off: false,
  reason: "",
  holiday: "",
  can_start: false,
  session: { id, state, opens_at: session.opens_at, closes_at: session.closes_at },
});

test("what has begun or ended since the list was read is known from the classes", () => {
  const other = { ...session, id: 10 };
  const { still, begun } = openNow(
    [session, other],
    [entry(session.id, "closed"), entry(11, "open"), entry(12, "planned")],
  );
  expect(still).toEqual([other]);
  expect(begun).toEqual([11]);
});

test("a class stands in one place", () => {
  const entries = [entry(11, "open"), entry(12, "planned")];
  expect(notOpen(entries).map((one) => one.session?.id)).toEqual([12]);
  const planned = [12, 13].map((id) => ({ ...session, id }));
  expect(laterOnes(planned, entries).map(({ id }) => id)).toEqual([13]);
});
