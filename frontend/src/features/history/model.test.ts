import { describe, expect, it } from "vitest";
import type { HistoryRecord } from "@/api/student/types";
import { zonedFormat } from "@/lib/zonedFormat";
import { addressOf, byDay, byWeek, dayLabel, monthLater, shownBy, weeksOf } from "./model";

const kampala = zonedFormat("Africa/Kampala");
const record = (id: number, session_opens_at: string, status: string) =>
  ({ id, session_opens_at, status }) as HistoryRecord;

describe("the address", () => {
  it("says what is shown, and back", () => {
    const shown = shownBy(
      new URLSearchParams("show=attempts&course=7&first_day=2026-03-02&page=3&status=late"),
    );
    expect(shown).toMatchObject({ view: "attempts", course: 7, page: 3, status: "late" });
    expect(shownBy(new URL(addressOf(shown), "http://x").searchParams)).toEqual(shown);
    expect(addressOf({ view: "records", page: 1 })).toBe("/history");
  });

  it("leaves out what cannot be read", () => {
    const broken = "show=maps&course=x&first_day=2026-02-31x&status=asleep&page=-4&month=2026-13";
    expect(shownBy(new URLSearchParams(broken))).toEqual(shownBy(new URLSearchParams()));
  });
});

describe("weeks and months", () => {
  it("groups by weeks of the organisation's zone", () => {
    // 22:30 UTC on a Sunday is Monday in Kampala.
    const moments = ["2026-03-02T06:00:00Z", "2026-03-01T22:30:00Z", "2026-03-01T12:00:00Z"];
    const weeks = byWeek(moments, (one) => one, kampala, Date.parse("2026-03-04T09:00:00Z"));
    expect(weeks.map(({ title, items }) => [title, items.length])).toEqual([
      ["This week", 2],
      ["Last week", 1],
    ]);
    const [old] = byWeek(moments, (one) => one, kampala, Date.parse("2027-03-04T09:00:00Z"));
    expect(old?.title).toBe("Week of 2 March 2026");
  });

  it("lays a month out from Monday on", () => {
    const weeks = weeksOf("2026-03");
    expect(weeks[0]).toEqual([null, null, null, null, null, null, "2026-03-01"]);
    expect(weeks.flat().filter((day) => day)).toHaveLength(31);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(monthLater("2026-12", 1)).toBe("2027-01");
    expect(monthLater("2026-01", -1)).toBe("2025-12");
  });

  it("says what a day holds, in words", () => {
    const days = byDay(
      [record(2, "2026-03-02T09:00:00Z", "absent"), record(1, "2026-03-01T22:30:00Z", "present")],
      kampala,
    );
    const found = days.get("2026-03-02") ?? [];
    expect(found.map(({ id }) => id)).toEqual([1, 2]);
    expect(dayLabel("2026-03-02", found)).toBe("Monday 2 March: 1 present, 1 absent");
  });
});
