import { expect, test } from "vitest";
import { chosenCount, isChosen, NOTHING, pageState, pageToggled, toggled } from "./selection";

test("a page is ticked whole, beside what is ticked on another one, and cleared again", () => {
  const before = toggled(NOTHING, 9, [9]);
  const both = pageToggled(before, [1, 2]);
  expect(chosenCount(both, 100)).toBe(3);
  expect(pageState(both, [1, 2])).toBe("whole");
  expect(pageState(both, [2, 3])).toBe("some");
  expect(pageState(both, [4])).toBe("none");
  expect(pageState(NOTHING, [])).toBe("none");
  const cleared = pageToggled(both, [1, 2]);
  expect([1, 2, 9].map((id) => isChosen(cleared, id))).toEqual([false, false, true]);
});

test("all that match are counted by the server's number, and cleared at once", () => {
  expect(chosenCount({ all: true }, 10_000)).toBe(10_000);
  expect(isChosen({ all: true }, 77)).toBe(true);
  expect(pageToggled({ all: true }, [1, 2])).toEqual(NOTHING);
});

test("clearing one of all that match leaves the rest of the page, not of the list", () => {
  const left = toggled({ all: true }, 2, [1, 2, 3]);
  expect(left).toEqual({ all: false, ids: new Set([1, 3]) });
});
