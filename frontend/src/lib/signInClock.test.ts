import { expect, test, vi } from "vitest";
import { SignInClock } from "./signInClock";

const MINUTE = 60_000;

function clockAt(start = 0) {
  const time = { now: start };
  return { time, clock: new SignInClock(() => time.now) };
}

test("nothing is known before the server has stated it", () => {
  const { clock } = clockAt();
  clock.used();
  expect(clock.left()).toBeNull();
});

test("the stated seconds run down by the monotonic clock", () => {
  const { time, clock } = clockAt(1_000);
  clock.stated(3_600, 40_000);
  time.now += 55 * MINUTE;
  expect(clock.left()).toEqual({ ms: 5 * MINUTE, final: false });
});

test("use prolongs it, a minute short of what the server may not have recorded", () => {
  const { time, clock } = clockAt();
  clock.stated(3_600, 40_000);
  time.now = 50 * MINUTE;
  clock.used();
  expect(clock.left()?.ms).toBe(59 * MINUTE);
});

test("use just after a statement never shortens it", () => {
  const { clock } = clockAt();
  clock.stated(3_600, 40_000);
  clock.used();
  expect(clock.left()?.ms).toBe(60 * MINUTE);
});

test("the longest time of a sign-in is not prolonged", () => {
  const { time, clock } = clockAt();
  clock.stated(3_600, 3_700);
  time.now = 30 * MINUTE;
  clock.used();
  expect(clock.left()).toEqual({ ms: 3_700_000 - 30 * MINUTE, final: true });
});

test("use in another tab counts, and those who watch are told", () => {
  const { time, clock } = clockAt();
  clock.stated(3_600, 40_000);
  const told = vi.fn();
  const stop = clock.subscribe(told);
  time.now = 58 * MINUTE;
  window.dispatchEvent(new StorageEvent("storage", { key: "attendance.used", newValue: "1" }));
  expect(clock.left()?.ms).toBe(59 * MINUTE);
  expect(told).toHaveBeenCalledOnce();
  stop();
  clock.used();
  expect(told).toHaveBeenCalledOnce();
});
