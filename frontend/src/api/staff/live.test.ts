import { expect, test } from "vitest";
import { row, session } from "@/testing/staff";
import { askedVersion, mergeLive, nextPoll } from "./live";
import type { LiveAnswer, LiveState } from "./types";

const amara = row(1, "Amara Okafor");
const jose = row(2, "José Núñez");
const counts = { present: 0, late: 0, excused: 0, absent: 0, enrolled: 2, review: 0 };
const whole = { version: "1", server_time_ms: 0, waiting: 0, sent: "0", session, counts };

function known(changes: Partial<LiveState["session"]> = {}): LiveState {
  const answer = { ...whole, rows: [amara, jose], session: { ...session, ...changes } };
  const state = mergeLive(undefined, { changed: true, everything: true, ...answer }, 0);
  if (state === undefined) throw new Error("no state");
  return state;
}

const news = (rows: LiveState["rows"], waiting = 0): LiveAnswer => ({
  ...{ changed: true, everything: false, version: "2", server_time_ms: 9, sent: "1" },
  ...{ waiting, rows },
});

test("news replace the rows they are about, and the totals follow", () => {
  const before = known();
  const arrived = { ...jose, status: "present", band: "low" } as const;
  const after = mergeLive(before, news([arrived], 2), 5);
  expect(after?.rows[0]).toBe(before.rows[0]);
  expect(after?.rows[1]).toEqual(arrived);
  expect(after?.counts).toEqual({ ...counts, present: 1, review: 3 });
  expect(after?.session).toBe(before.session);
  expect(after?.version).toBe("2");
});

test("who was not in the register comes in by name", () => {
  const walkIn = { ...row(7, "Bo Lind"), enrolled: false };
  const names = mergeLive(known(), news([walkIn]), 5)?.rows.map(({ student }) => student.full_name);
  expect(names).toEqual(["Amara Okafor", "Bo Lind", "José Núñez"]);
});

test("news without what they are news of cannot be understood", () => {
  expect(mergeLive(undefined, news([jose]), 5)).toBeUndefined();
});

test("everything is asked for at first, and again after two minutes", () => {
  expect(askedVersion(undefined, 0)).toBeUndefined();
  expect(askedVersion(known(), 119_000)).toBe("1");
  expect(askedVersion(known(), 121_000)).toBeUndefined();
});

const wait = (state: LiveState | undefined, more = {}) =>
  nextPoll({ state, failures: 0, hidden: false, now: 0, random: 0.5, ...more });
const ended = (ago: number) => known({ state: "closed", closed_at: new Date(-ago).toISOString() });

test("an open session is asked for within two seconds, with a jitter", () => {
  const open = known({ state: "open" });
  expect(wait(open, { random: 1 })).toBeLessThan(1_600);
  expect(wait(open, { random: 0 })).not.toBe(wait(open, { random: 1 }));
});

test("less is asked while hidden, after failures, and once it is over; in the end nothing", () => {
  const open = known({ state: "open" });
  expect(wait(open, { hidden: true })).toBe(20_000);
  expect(wait(open, { failures: 3 })).toBe(11_200);
  expect(wait(open, { failures: 30 })).toBe(30_000);
  expect(wait(ended(60_000))).toBe(10_000);
  expect(wait(ended(3_601_000))).toBe(false);
  expect(wait(ended(60_000), { now: 3_600_000 })).toBe(false);
});

test("a plan is watched closely only when it is about to open", () => {
  const planned = (ms: number) => known({ state: "planned", opens_at: new Date(ms).toISOString() });
  expect(wait(planned(3_600_000))).toBe(10_000);
  expect(wait(planned(30_000))).toBe(1_400);
});
