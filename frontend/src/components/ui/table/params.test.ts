import { expect, test } from "vitest";
import { changedTable, nextSort, readTable } from "./params";

const NAMES = ["year", "state"] as const;

test("an address is read back as it was written", () => {
  const first = changedTable(new URLSearchParams(), { search: " auma ", filters: { year: "2" } });
  const second = changedTable(changedTable(first, { sort: "-name" }), { page: 3 });
  expect(readTable(second, NAMES)).toEqual({
    search: "auma",
    filters: { year: "2" },
    sort: "-name",
    page: 3,
  });
});

test("whatever changes but the page leads to the first page", () => {
  const third = new URLSearchParams("year=2&page=3");
  for (const change of [{ search: "a" }, { sort: "name" }, { filters: { year: "" } }]) {
    expect(readTable(changedTable(third, change), NAMES).page).toBe(1);
  }
  expect(changedTable(third, { filters: { year: "" } }).toString()).toBe("");
});

test.each(["", "0", "-1", "x", "1.5", "1e99"])("page %o is the first", (page) => {
  expect(readTable(new URLSearchParams({ page }), NAMES).page).toBe(1);
});

test("a column is sorted up, down, and not at all", () => {
  expect(nextSort("", "name")).toBe("name");
  expect(nextSort("name", "name")).toBe("-name");
  expect(nextSort("-name", "name")).toBe("");
  expect(nextSort("-name", "year")).toBe("year");
});
