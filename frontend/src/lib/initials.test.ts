import { expect, test } from "vitest";
import { initialsOf } from "./initials";

test("initials leave titles out and read any script", () => {
  expect(initialsOf("Dr. Miriam Nalwoga")).toBe("MN");
  expect(initialsOf("Prof. Dr Grace Nambi")).toBe("GN");
  expect(initialsOf("Siobhán")).toBe("S");
  expect(initialsOf("王 小明")).toBe("王小");
  expect(initialsOf("")).toBe("");
});
