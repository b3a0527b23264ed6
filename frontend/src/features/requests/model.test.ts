import { describe, expect, it } from "vitest";
import type { AbsenceRequest } from "@/api/staff/types";
import { countOf, effectsOf, kindsOf, viewOf } from "./model";

const covering = (
  state: AbsenceRequest["state"],
  ...statuses: AbsenceRequest["classes"][number]["status"][]
) =>
  ({
    state,
    classes: statuses.map((status, id) => ({ id, status, opens_at: "", state: "closed" })),
  }) as AbsenceRequest;

describe("what an approval does", () => {
  it("tells absences, classes attended and classes to come apart", () => {
    expect(effectsOf(covering("pending", "absent", "absent", "late", null))).toEqual([
      "Excuses 2 absences.",
      "1 class attended: stays as it is.",
      "1 class without a record yet: excused when absences are written.",
    ]);
  });

  it("says so when there is no class", () => {
    expect(effectsOf(covering("pending"))).toEqual([
      "No class in these days yet: what comes is excused when absences are written.",
    ]);
    expect(effectsOf(covering("declined", "absent"))).toEqual([]);
  });
});

describe("the views", () => {
  const counts = { requests: 1, contests: 2, appeals: 3, scans: 4, total: 10 };
  it("count what they show", () => {
    expect(countOf("here", counts)).toBe(5);
    expect(countOf("all", counts)).toBe(10);
    expect(countOf("decided", counts)).toBeNull();
  });
  it("come from the address", () => {
    expect(viewOf("nonsense")).toBe("all");
    expect(kindsOf(viewOf("here"))).toEqual(["contest", "appeal"]);
  });
});
