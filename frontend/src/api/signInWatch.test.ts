import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchSignIn } from "./signInWatch";
import { dropToken, SIGNED_IN_EVENT, SIGNED_OUT_EVENT, storeToken } from "./token";

const happenings = { ended: vi.fn(), left: vi.fn(), resumed: vi.fn(), replaced: vi.fn() };
let stop: () => void;

/** Which of the four have happened since it was asked last. */
function happened(): string[] {
  const names = Object.entries(happenings).flatMap(([name, one]) => one.mock.calls.map(() => name));
  for (const one of Object.values(happenings)) one.mockClear();
  return names;
}

const known = (username: string) =>
  localStorage.setItem("attendance.me", JSON.stringify({ username, organization: { slug: "n" } }));
const otherTab = () =>
  window.dispatchEvent(new StorageEvent("storage", { key: "attendance.token" }));

beforeEach(() => {
  known("amara");
  storeToken("t1", "");
  stop = watchSignIn(happenings);
});
afterEach(() => {
  stop();
  happened();
});

test("a refused token ends it here and in the other tabs, and its user may come back", () => {
  dropToken();
  window.dispatchEvent(new CustomEvent(SIGNED_OUT_EVENT));
  expect(happened()).toEqual(["ended"]);
  otherTab();
  expect(happened()).toEqual(["ended"]);
  storeToken("t2", "");
  otherTab();
  expect(happened()).toEqual(["resumed"]);
});

test("signing out in one tab leaves all", () => {
  localStorage.clear();
  otherTab();
  expect(happened()).toEqual(["left"]);
});

test("somebody else in another tab replaces the page", () => {
  known("tom");
  storeToken("t3", "");
  otherTab();
  expect(happened()).toEqual(["replaced"]);
});

test("who signs in here is the one to expect from then on", () => {
  known("tom");
  storeToken("t3", "");
  window.dispatchEvent(new Event(SIGNED_IN_EVENT));
  storeToken("t4", "");
  otherTab();
  expect(happened()).toEqual(["resumed", "resumed"]);
});

test("other things that tabs store are nothing of it, and it can be stopped", () => {
  window.dispatchEvent(new StorageEvent("storage", { key: "attendance.theme" }));
  expect(happened()).toEqual([]);
  stop();
  otherTab();
  expect(happened()).toEqual([]);
});
