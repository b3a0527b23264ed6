import { describe, expect, it } from "vitest";
import { emptyDraft, formOf, keepDraft, keptDraft, missing } from "./draft";

const draft = emptyDraft("2026-03-02", null);

describe("a request that is being written", () => {
  it("says what is missing", () => {
    expect(missing(draft)).toBeNull();
    expect(missing({ ...draft, first: "" })).toBe("days");
    expect(missing({ ...draft, last: "2026-03-01" })).toBe("order");
    expect(missing({ ...draft, about: "class" })).toBe("class");
    expect(missing(emptyDraft("2026-03-02", 7))).toBeNull();
  });

  it("is kept in this tab until it is sent", () => {
    keepDraft({ ...draft, text: "Flu" });
    expect(keptDraft()).toEqual({ ...draft, text: "Flu" });
    keepDraft(null);
    expect(keptDraft()).toBeNull();
  });

  it("names either days and courses, or a class", () => {
    const days = formOf({ ...draft, courses: [1, 2] }, null);
    expect(days.getAll("courses")).toEqual(["1", "2"]);
    expect(days.get("session")).toBeNull();
    const one = formOf({ ...draft, about: "class", session: 7, courses: [1] }, null);
    expect(one.get("session")).toBe("7");
    expect(one.get("first_day")).toBeNull();
    expect(one.getAll("courses")).toEqual([]);
  });
});
