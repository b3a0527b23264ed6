import { describe, expect, it } from "vitest";
import { zonedFormat } from "@/lib/zonedFormat";
import { aNotice } from "@/testing/notifications";
import { byDay, merged, signOf, zoneName } from "./model";

const at = (id: number, created_at: string, read_at: string | null = null) =>
  aNotice({ id, created_at, read_at });
const ids = (items: { id: number }[]) => items.map((item) => item.id);

describe("what is put together", () => {
  const known = [at(3, "2026-11-22T10:00:00Z"), at(2, "2026-11-22T09:00:00Z")];

  it("is each notification once, newest first", () => {
    const answer = [at(4, "2026-11-22T11:00:00Z"), at(3, "2026-11-22T10:00:00Z")];
    expect(ids(merged(known, answer, true))).toEqual([4, 3, 2]);
    expect(ids(merged(known, [at(1, "2026-11-22T08:00:00Z")], false))).toEqual([3, 2, 1]);
  });

  it("keeps what was read here while the answer was on its way", () => {
    const read = [at(3, "2026-11-22T10:00:00Z", "2026-11-22T10:05:00Z")];
    const [first] = merged(read, [at(3, "2026-11-22T10:00:00Z")], true);
    expect(first?.read_at).toBe("2026-11-22T10:05:00Z");
  });

  it("starts over when so much has arrived that something would be missing", () => {
    expect(ids(merged(known, [at(40, "2026-11-23T10:00:00Z")], true))).toEqual([40]);
  });
});

describe("days", () => {
  it("are those of the organisation's zone", () => {
    // 22:30 in London is half past one of the next day in Kampala.
    const items = [at(2, "2026-11-22T22:30:00Z"), at(1, "2026-11-22T20:30:00Z")];
    const now = Date.parse("2026-11-23T06:00:00Z");
    const titles = (zone: string) => byDay(items, zonedFormat(zone), now).map((day) => day.title);
    expect(titles("Africa/Kampala")).toEqual(["Today", "Yesterday"]);
    expect(titles("Europe/London")).toEqual(["Yesterday"]);
  });

  it("further back have their date, with the year when it is another one", () => {
    const items = [at(2, "2026-11-02T10:00:00Z"), at(1, "2025-12-31T10:00:00Z")];
    const days = byDay(items, zonedFormat("UTC"), Date.parse("2026-11-23T06:00:00Z"));
    expect(days.map((day) => day.title)).toEqual(["Monday 2 November", "31 Dec 2025"]);
  });
});

it("a kind of a newer version has a sign as well", () => {
  expect(signOf("absence_warning").icon).toBe("info");
  expect(signOf("something_new").icon).toBe("bell");
});

it("a zone is named as people call it", () => {
  expect(zoneName("Africa/Kampala")).toBe("East Africa Time (Africa/Kampala)");
  expect(zoneName("Nowhere/Atall")).toBe("Nowhere/Atall");
});
