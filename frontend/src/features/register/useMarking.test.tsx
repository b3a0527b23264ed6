import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { CellMark, RegisterStatus } from "@/api/staff/types";
import { server } from "@/testing/server";
import { renderStaff } from "@/testing/staff";
import { useMarking } from "./useMarking";

const RANGE = { page: 1 };

function Marks({ expected }: { expected: RegisterStatus }) {
  const { mark } = useMarking(7, RANGE, undefined);
  const press = (status: RegisterStatus) => mark([{ session: 11, student: 1, status, expected }]);
  return (["excused", "late"] as const).map((status) => (
    <button key={status} type="button" onClick={() => press(status)}>
      {status}
    </button>
  ));
}

test("a mark that follows one on its way is no conflict with it, whatever a poll shows", async () => {
  const asked: CellMark[][] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  server.use(
    http.post("*/api/courses/7/register/marks/", async ({ request }) => {
      const { marks } = (await request.json()) as { marks: CellMark[] };
      asked.push(marks);
      if (asked.length === 1) await held;
      return HttpResponse.json({
        changed: marks.map((one, change) => ({ ...one, change })),
        conflicts: [],
        kept: [],
      });
    }),
  );
  renderStaff(<Marks expected="present" />);
  await userEvent.click(screen.getByText("excused"));
  await waitFor(() => expect(asked).toHaveLength(1));
  // The screen says "present" once more: a poll was answered before the mark was stored.
  await userEvent.click(screen.getByText("late"));
  release();
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked.map(([one]) => one?.expected)).toEqual(["present", "excused"]);
});
