import { expect, test } from "vitest";
import { wasCalledOff } from "./calledOff";

const session = {
  state: "closed",
  opens_at: "2026-11-22T10:00:00Z",
  closed_at: "2026-11-22T09:59:59Z",
};

test("closed before it opened is called off; anything else is not", () => {
  expect(wasCalledOff(session)).toBe(true);
  expect(wasCalledOff({ ...session, closed_at: "2026-11-22T10:15:00Z" })).toBe(false);
  expect(wasCalledOff({ ...session, state: "planned", closed_at: null })).toBe(false);
});
