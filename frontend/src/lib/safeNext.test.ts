import { describe, expect, it } from "vitest";
import { isStaffPage, safeNext } from "./safeNext";

const ORIGIN = "https://uni.example";

describe("safeNext", () => {
  it.each(["/", "/history?page=2", "/org/north/scan", "/dashboard", "/c/AB3DEF7H0123456789JK"])(
    "keeps our own page %s",
    (next) => expect(safeNext(next, ORIGIN)).toBe(next),
  );

  it.each([
    null,
    "",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "evil",
    "/login",
    "/org/north/login?next=/login",
    "/api/me/",
    "/static/x.js",
  ])("refuses %j", (next) => expect(safeNext(next, ORIGIN)).toBeNull());
});

describe("isStaffPage", () => {
  it.each([
    "/dashboard",
    "/courses/3",
    "/sessions/1/projector",
    "/org/n/dashboard",
    "/students?search=a",
  ])("%s is one", (path) => expect(isStaffPage(path)).toBe(true));
  it.each(["/", "/history", "/dashboards", "/c/x"])("%s is none", (path) =>
    expect(isStaffPage(path)).toBe(false),
  );
});
