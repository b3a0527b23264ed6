import encodeQR from "qr";
import { describe, expect, test } from "vitest";
import type { ProjectorCode, ProjectorState, Session } from "@/api/staff/types";
import { qrPath } from "@/lib/qrPath";
import {
  bestOffset,
  chooseCode,
  hasSlept,
  measureClock,
  pollDelay,
  rememberSample,
  resized,
  stepElapsedMs,
  untilNextChange,
  viewAt,
} from "./model";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const PERIOD = 5_000;

const code = (step: number): ProjectorCode => ({
  step,
  url: `HTTPS://UNI.EXAMPLE/C/${step}`,
  valid_from_ms: NOON + step * PERIOD,
  valid_until_ms: NOON + (step + 1) * PERIOD,
});

const session = {
  id: 1,
  course: { id: 1, code: "CS101", name: "Programming" },
  state: "open",
  opens_at: "2026-11-22T11:55:00Z",
  closes_at: "2026-11-22T12:10:00Z",
  token: { id: 1, kind: "rotating", revoked_at: null },
} as Session;

const answer = (part: Partial<ProjectorState> = {}): ProjectorState => ({
  session,
  server_time_ms: NOON,
  period_ms: PERIOD,
  kind: "rotating",
  codes: [code(0), code(1)],
  typed: [{ code: "7QK4M2", valid_from_ms: NOON, valid_until_ms: NOON + 30_000 }],
  counts: { arrived: 41, enrolled: 58 },
  ...part,
});

const sample = (offsetMs: number, roundTripMs: number, takenAtMs = 0, wallGapMs = 0) => ({
  offsetMs,
  roundTripMs,
  takenAtMs,
  wallGapMs,
});

describe("the server's clock", () => {
  test("the stamp counts as made halfway through the exchange", () => {
    const measured = measureClock({
      serverTimeMs: NOON,
      sentAtMs: 1_000,
      receivedAtMs: 1_400,
      wallNowMs: 9_000,
    });
    expect(measured.offsetMs).toBe(NOON - 1_200);
    expect(measured.roundTripMs).toBe(400);
    expect(measured.wallGapMs).toBe(7_600);
  });

  test("the quickest exchange speaks, however late it came", () => {
    expect(bestOffset([sample(100, 900), sample(40, 20), sample(300, 500)])).toBe(40);
    expect(bestOffset([])).toBeNull();
  });

  test("old measurements and those from before a sleep are forgotten", () => {
    const old = sample(1, 5, 0);
    const beforeSleep = sample(2, 5, 100_000, 0);
    const fresh = sample(3, 50, 130_000, 60_000);
    expect(rememberSample([old, beforeSleep], fresh)).toEqual([fresh]);
    const steady = sample(4, 50, 131_000, 60_010);
    expect(rememberSample([fresh], steady)).toEqual([fresh, steady]);
  });

  test("a jump of the wall clock against the monotonic one is a sleep", () => {
    expect(hasSlept([sample(0, 1, 0, 500)], 600)).toBe(false);
    expect(hasSlept([sample(0, 1, 0, 500)], 60_000)).toBe(true);
    expect(hasSlept([], 60_000)).toBe(false);
  });
});

describe("which code is shown", () => {
  test("the page turns by the server's time and not before", () => {
    const codes = [code(0), code(1)];
    expect(chooseCode(codes, NOON + PERIOD - 1)?.step).toBe(0);
    expect(chooseCode(codes, NOON + PERIOD)?.step).toBe(1);
    expect(chooseCode(codes, NOON + 2 * PERIOD)).toBeNull();
    expect(chooseCode(codes, NOON - 1)).toBeNull();
  });

  test("where ranges overlap the newer code wins", () => {
    const graced = { ...code(0), valid_until_ms: NOON + 3 * PERIOD };
    expect(chooseCode([graced, code(1)], NOON + PERIOD + 1)?.step).toBe(1);
  });

  test("the next turn is the nearest beginning or end", () => {
    expect(untilNextChange([code(0), code(1)], NOON + 1_000)).toBe(4_000);
    expect(untilNextChange([code(0)], NOON + PERIOD)).toBeNull();
  });

  test("a fixed code that begins with the answer is shown although our clock is behind", () => {
    const fixed = { ...code(0), valid_from_ms: NOON, valid_until_ms: NOON + 600_000 };
    const shown = viewAt(answer({ kind: "fixed", codes: [fixed] }), NOON - 80, true);
    expect(shown.code?.url).toBe(fixed.url);
    expect(viewAt(answer({ codes: [fixed] }), NOON - 5_000, true).code).toBeNull();
  });
});

describe("what the screen says", () => {
  test("open, with the code and the typed code of the moment", () => {
    const view = viewAt(answer(), NOON + 10, true);
    expect([view.stage, view.code?.step, view.typed?.code]).toEqual(["open", 0, "7QK4M2"]);
  });

  test("without a connection the last code stays while valid, then the screen says so", () => {
    expect(viewAt(answer(), NOON + PERIOD + 1, false).stage).toBe("open");
    expect(viewAt(answer(), NOON + 2 * PERIOD, false)).toEqual({
      stage: "lost",
      code: null,
      typed: null,
    });
    expect(viewAt(answer(), NOON + 2 * PERIOD, true).stage).toBe("waiting");
  });

  test("an unknown clock shows nothing", () => {
    expect(viewAt(answer(), null, true).code).toBeNull();
  });

  test("it closes at its time without being told", () => {
    const late = { ...code(0), valid_until_ms: NOON + 3_600_000 };
    expect(viewAt(answer({ codes: [late] }), NOON + 600_000, false).stage).toBe("closed");
    expect(viewAt(answer({ codes: [late] }), NOON + 599_999, false).stage).toBe("open");
  });

  test("a withdrawn code or none at all asks for a new one", () => {
    const none = { ...session, token: null };
    expect(viewAt(answer({ session: none, codes: [] }), NOON, true).stage).toBe("revoked");
  });

  test("planned shows the code before the hour, and opens by the clock", () => {
    const planned = { ...session, state: "planned" as const, opens_at: "2026-11-22T12:00:03Z" };
    expect(viewAt(answer({ session: planned }), NOON, true).stage).toBe("planned");
    expect(viewAt(answer({ session: planned }), NOON + 3_000, true).stage).toBe("open");
  });
});

test("asking slows down while the server does not answer, and never stops", () => {
  expect([0, 1, 2, 9].map(pollDelay)).toEqual([1_500, 3_000, 6_000, 6_000]);
});

test("the ring stays within its step", () => {
  expect(stepElapsedMs(code(0), PERIOD, NOON + 1_200)).toBe(1_200);
  expect(stepElapsedMs(code(0), PERIOD, NOON - 50)).toBe(0);
  expect(stepElapsedMs(code(0), PERIOD, NOON + 60_000)).toBe(PERIOD);
});

test("sizes stop at both ends", () => {
  expect(resized(1, -1)).toBe(0.9);
  expect(resized(0.7, -1)).toBe(0.7);
  expect(resized(1, 1)).toBe(1);
});

test("the path covers exactly the dark modules", () => {
  const matrix = encodeQR("HTTPS://UNI.EXAMPLE/C/7QK4M2ZPX0EQDH8637N7", "raw", {
    ecc: "medium",
    border: 4,
  });
  const drawn = matrix.map((row) => row.map(() => false));
  for (const [, x, y, width] of qrPath(matrix).matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let i = 0; i < Number(width); i += 1) {
      const row = drawn[Number(y)];
      if (row !== undefined) row[Number(x) + i] = true;
    }
  }
  expect(drawn).toEqual(matrix);
  expect(matrix.length).toBeLessThanOrEqual(29 + 8);
});
