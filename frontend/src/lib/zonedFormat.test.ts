import { expect, test } from "vitest";
import { formatShare, formatSpan, utcToZonedInput, zonedFormat, zonedToUtc } from "./zonedFormat";

test("times are those of the organisation, not of the device", () => {
  const at = "2026-11-22T22:30:00Z";
  expect(zonedFormat("Africa/Kampala").time(at)).toBe("01:30");
  expect(zonedFormat("Africa/Kampala").dayKey(at)).toBe("2026-11-23");
  expect(zonedFormat("America/Lima").time(at)).toBe("17:30");
});

test("an unknown zone falls back to UTC", () => {
  expect(zonedFormat("Mars/Olympus").time("2026-11-22T09:05:00Z")).toBe("09:05");
});

test("a wall clock becomes the right moment on both sides of a clock change", () => {
  expect(zonedToUtc("2026-10-24T09:00", "Europe/Berlin").toISOString()).toBe(
    "2026-10-24T07:00:00.000Z",
  );
  expect(zonedToUtc("2026-10-25T09:00", "Europe/Berlin").toISOString()).toBe(
    "2026-10-25T08:00:00.000Z",
  );
});

test("a moment survives the way into an input and back", () => {
  const moment = Date.parse("2026-03-29T11:15:00Z");
  const shown = utcToZonedInput(moment, "Europe/Berlin");
  expect(shown).toBe("2026-03-29T13:15");
  expect(zonedToUtc(shown, "Europe/Berlin").getTime()).toBe(moment);
});

test("spans count up to the next second and never go below zero", () => {
  expect(formatSpan(245_000)).toBe("4:05");
  expect(formatSpan(3_845_000)).toBe("1:04:05");
  expect(formatSpan(-10)).toBe("0:00");
  expect(formatSpan(1)).toBe("0:01");
});

test("a share of nothing is a dash", () => {
  expect(formatShare(41, 58)).toBe("71%");
  expect(formatShare(0, 0)).toBe("–");
});
