import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError, type ErrorCode } from "@/api/errors";
import { merged, useFaster } from "./useFaster";

interface Row {
  version: string;
  name: string;
  radius: string;
  people: string[];
}

const first: Row = { version: "1", name: "Hall", radius: "100", people: ["Ada"] };
const formOf = (row: Row | undefined) => ({
  name: row?.name ?? "",
  radius: row?.radius ?? "",
  people: row?.people ?? [],
});

const refusal = (code: ErrorCode) =>
  new ApiError(409, { code, detail: "", params: {}, request_id: "r" });

test("what was typed stays, the rest is as stored", () => {
  const before = { name: "Hall", radius: "100" };
  const typed = { name: "Great hall", radius: "100" };
  expect(merged(typed, before, { name: "Aula", radius: "80" })).toEqual({
    name: "Great hall",
    radius: "80",
  });
});

test("a form that somebody was faster than takes theirs over and says so", async () => {
  const theirs: Row = { version: "2", name: "Aula", radius: "80", people: ["Ada"] };
  const reread = vi.fn(() => Promise.resolve(theirs));
  const { result } = renderHook(() => useFaster({ row: first, formOf, reread }));
  act(() => result.current.setForm((form) => ({ ...form, name: "Great hall" })));
  expect(result.current.seen).toEqual({ version: "1" });
  // The control: another refusal changes nothing.
  act(() => result.current.takeOver(refusal("conflict")));
  expect(reread).not.toHaveBeenCalled();
  act(() => result.current.takeOver(refusal("changed_meanwhile")));
  await waitFor(() => expect(result.current.seen).toEqual({ version: "2" }));
  expect(result.current.form).toEqual({ name: "Great hall", radius: "80", people: ["Ada"] });
  expect(result.current.note("name")).toBe("Stored now: Aula");
  expect(result.current.note("radius")).toBe("Changed by somebody else. It was: 100");
  expect(result.current.note("people", (names) => names.join())).toBeUndefined();
});
