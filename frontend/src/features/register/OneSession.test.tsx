import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { RegisterSession, RegisterStudent } from "@/api/staff/types";
import { renderStaff } from "@/testing/staff";
import { narrowedHere } from "./model";
import { OneSession } from "./OneSession";

const held = (id: number, opens_at: string) =>
  ({
    id,
    opens_at,
    state: "closed",
    settled: true,
    venue_name: "",
    counts: { present: 1, late: 0, excused: 0, absent: 1, not_yet: 1, enrolled: 3 },
  }) as unknown as RegisterSession;

const student = (id: number, full_name: string, cells: string, flags: string) =>
  ({
    id,
    student_id: `S-${id}`,
    full_name,
    cells,
    flags,
    enrolled_from: "2026-10-01",
    enrolled_to: null,
    totals: { rate_pct: 50, at_risk: false },
  }) as unknown as RegisterStudent;

const sessions = [held(1, "2026-11-19T08:00:00Z"), held(2, "2026-11-20T08:00:00Z")];
const students = [
  student(1, "Amina", "PA", "01"),
  student(2, "Budi", "AP", "00"),
  student(3, "Chantal", "P-", "00"),
];

const TODAY = "2026-11-23";
const names = (found: RegisterStudent[]) => found.map(({ full_name }) => full_name);

test("filters of one session look at it alone, and who was not expected is left out", () => {
  expect(names(narrowedHere(students, 1, "", undefined, TODAY))).toEqual(["Amina", "Budi"]);
  expect(names(narrowedHere(students, 1, "", "absent", TODAY))).toEqual(["Amina"]);
  expect(names(narrowedHere(students, 0, "", "absent", TODAY))).toEqual(["Budi"]);
  expect(names(narrowedHere(students, 1, "", "contested", TODAY))).toEqual(["Amina"]);
  expect(names(narrowedHere(students, 0, "", "contested", TODAY))).toEqual([]);
  expect(names(narrowedHere(students, 0, "s-3", undefined, TODAY))).toEqual(["Chantal"]);
});

test("one session is shown with its marks, and others are a tap away", async () => {
  const onMark = vi.fn();
  const onHistory = vi.fn();
  const onColumn = vi.fn();
  renderStaff(
    <OneSession
      label="Register"
      sessions={sessions}
      column={1}
      students={narrowedHere(students, 1, "", undefined, TODAY)}
      empty="nobody"
      menu={null}
      note={null}
      onColumn={onColumn}
      onMark={onMark}
      onHistory={onHistory}
    />,
  );
  const amina = within(screen.getByRole("group", { name: "Amina" }));
  expect(amina.getByRole("button", { name: "Mark as absent" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  expect(screen.getByText("contested")).toBeVisible();
  await userEvent.click(amina.getByRole("button", { name: "Mark as late" }));
  expect(onMark).toHaveBeenCalledWith(1, "late");
  await userEvent.click(screen.getByRole("button", { name: /Budi.*History/ }));
  expect(onHistory).toHaveBeenCalledWith(2);
  expect(screen.getByRole("button", { name: "The session after" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "The session before" }));
  expect(onColumn).toHaveBeenCalledWith(0);
});
