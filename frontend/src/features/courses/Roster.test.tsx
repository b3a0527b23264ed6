import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { server } from "@/testing/server";
import { renderStaff } from "@/testing/staff";
import { Roster } from "./Roster";

const amara = { id: 1, student_id: "S-1", full_name: "Amara Okafor" };
const binta = { id: 2, student_id: "S-2", full_name: "Binta Sow" };
const row = (student: typeof amara) => ({
  id: student.id + 10,
  student,
  from_date: "2026-11-02",
  to_date: null,
});

let sent: { path: string; body: unknown }[];

beforeEach(() => {
  sent = [];
  const answers: Record<string, unknown> = {
    bulk: {
      changed: 1,
      undo: "token",
      lines: [
        { entered: "S-2", student: binta, outcome: "enrolled" },
        { entered: "S-9", student: null, outcome: "unknown" },
      ],
    },
    withdraw: {
      changed: 1,
      undo: "token",
      lines: [{ entered: "1", student: amara, outcome: "withdrawn" }],
    },
    undo: { restored: 1 },
  };
  server.use(
    http.get("*/api/courses/7/enrollments/", () =>
      HttpResponse.json({
        count: 2,
        next: null,
        previous: null,
        results: [row(amara), row(binta)],
      }),
    ),
    http.post("*/api/courses/7/enrollments/:act/", async ({ request, params }) => {
      const act = String(params["act"]);
      sent.push({ path: act, body: await request.json() });
      return HttpResponse.json(answers[act] as object);
    }),
  );
});

const gone = { ...row(amara), to_date: "2026-11-20" };

async function paste(text: string) {
  renderStaff(<Roster course={7} />);
  await userEvent.click(await screen.findByRole("button", { name: "Add many" }));
  const field = await screen.findByLabelText("Student numbers");
  expect(screen.getByRole("button", { name: "Add 0 students" })).toBeDisabled();
  await userEvent.click(field);
  await userEvent.paste(text);
  await userEvent.click(screen.getByRole("button", { name: "Add 2 students" }));
  return field;
}

test("a class is added by its numbers, what was not found stays, and all can be undone", async () => {
  const field = await paste("S-2\nS-9");
  expect(await screen.findByText(/nobody has this number/)).toBeVisible();
  expect(sent).toEqual([{ path: "bulk", body: { numbers: ["S-2", "S-9"] } }]);
  expect(field).toHaveValue("S-9");
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(sent.at(-1)).toEqual({ path: "undo", body: { undo: "token" } }));
  await waitFor(() => expect(field).toHaveValue("S-2\nS-9"));
});

test("without a connection what was pasted stays", async () => {
  server.use(http.post("*/api/courses/7/enrollments/bulk/", () => HttpResponse.error()));
  const field = await paste("S-2\nS-9");
  expect(await screen.findByText(/No connection/)).toBeVisible();
  expect(field).toHaveValue("S-2\nS-9");
});

test("chosen students are withdrawn, and that can be undone", async () => {
  renderStaff(<Roster course={7} />);
  await userEvent.click(await screen.findByLabelText("Select Amara Okafor"));
  expect(screen.getByText("1 selected")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Withdraw" }));
  await waitFor(() => expect(sent).toEqual([{ path: "withdraw", body: { students: [1] } }]));
  await waitFor(() => expect(screen.queryByTestId("bulk-bar")).toBeNull());
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(sent.at(-1)).toEqual({ path: "undo", body: { undo: "token" } }));
});

test("an undo that came too late says what to do instead, a lost one is offered again", async () => {
  let tries = 0;
  server.use(
    http.post("*/api/courses/7/enrollments/undo/", () => {
      tries += 1;
      if (tries === 1) return HttpResponse.error();
      const answer = { code: "undo_expired", detail: "", params: {}, request_id: "r1" };
      return HttpResponse.json(answer, { status: 409 });
    }),
  );
  renderStaff(<Roster course={7} />);
  await userEvent.click(await screen.findByRole("button", { name: "Withdraw Amara Okafor" }));
  await userEvent.click(await screen.findByTestId("undo"));
  expect(await screen.findByText(/No connection/)).toBeVisible();
  await userEvent.click(await screen.findByTestId("undo"));
  expect(await screen.findByText(/Too late to undo/)).toBeVisible();
});

test("those who left are shown on wish and added again", async () => {
  server.use(
    http.get("*/api/courses/7/enrollments/", ({ request }) => {
      const all = new URL(request.url).searchParams.get("ended") === "true";
      const results = all ? [gone, row(binta)] : [row(binta)];
      return HttpResponse.json({ count: results.length, next: null, previous: null, results });
    }),
  );
  renderStaff(<Roster course={7} />);
  await screen.findByText("Binta Sow");
  expect(screen.queryByText("Amara Okafor")).toBeNull();
  await userEvent.click(screen.getByLabelText("Show those who left"));
  expect(await screen.findByText("2 Nov 2026 – 20 Nov 2026")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Add again: Amara Okafor" }));
  await waitFor(() => expect(sent).toEqual([{ path: "bulk", body: { students: [1] } }]));
});
