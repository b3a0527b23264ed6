import { expect, test } from "vitest";
import { course } from "@/testing/staff";
import { closingTime, defaultForm, startProblem, toNewSession } from "./model";

const ZONE = "Africa/Kampala";
const room = {
  id: 4,
  name: "Room 4",
  latitude: 0.3,
  longitude: 32.5,
  radius_m: 100,
  version: "v1",
};
const withRoom = { ...course, default_venue: room };
const position = { latitude: 0.3, longitude: 32.5, accuracy_m: 12 };

test("the defaults ask for nothing but the course", () => {
  expect(toNewSession(course, defaultForm(course), ZONE)).toEqual({ course: 7 });
  expect(toNewSession(withRoom, defaultForm(withRoom), ZONE)).toEqual({ course: 7 });
});

test("no place overrules the course's room", () => {
  const form = { ...defaultForm(withRoom), place: "none" as const };
  expect(toNewSession(withRoom, form, ZONE)).toEqual({ course: 7, venue: null });
});

test("everything else that was chosen is sent", () => {
  const form = {
    ...defaultForm(course),
    place: "here" as const,
    position,
    later: true,
    opensAt: "2026-11-22T14:00",
    closesAfter: "20",
    kind: "fixed" as const,
  };
  expect(toNewSession(course, form, ZONE)).toEqual({
    course: 7,
    position,
    opens_at: "2026-11-22T11:00:00.000Z",
    closes_after_min: 20,
    kind: "fixed",
  });
});

test("a form that lacks something is not sent", () => {
  const now = Date.parse("2026-11-22T11:00:00Z");
  const form = defaultForm(course);
  const later = { ...form, later: true };
  expect(startProblem(form, ZONE, now)).toBeNull();
  expect(startProblem({ ...form, place: "venue" }, ZONE, now)).toBe("venue_missing");
  expect(startProblem({ ...form, place: "here" }, ZONE, now)).toBe("position_missing");
  expect(startProblem(later, ZONE, now)).toBe("opens_missing");
  expect(startProblem({ ...later, opensAt: "2026-11-22T14:00" }, ZONE, now)).toBe("opens_past");
  expect(startProblem({ ...later, opensAt: "2026-11-22T14:01" }, ZONE, now)).toBeNull();
});

test("the closing time is told for what is chosen, once it is known", () => {
  const now = Date.parse("2026-11-22T11:00:00Z");
  const told = (part: object, usual?: number) => {
    const closes = closingTime({ ...defaultForm(course), ...part }, usual, ZONE, now);
    return closes === null ? null : new Date(closes).toISOString();
  };
  expect(told({})).toBeNull();
  expect(told({}, 15)).toBe("2026-11-22T11:15:00.000Z");
  expect(told({ closesAfter: "45" }, 15)).toBe("2026-11-22T11:45:00.000Z");
  expect(told({ later: true }, 15)).toBeNull();
  expect(told({ later: true, opensAt: "2026-11-22T16:00" }, 15)).toBe("2026-11-22T13:15:00.000Z");
});
