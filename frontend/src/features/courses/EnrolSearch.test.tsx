import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { server } from "@/testing/server";
import { renderStaff } from "@/testing/staff";
import { EnrolSearch } from "./EnrolSearch";

const amara = { id: 1, student_id: "S-1", full_name: "Amara Okafor", programme: "BSc", year: 1 };
const page = (results: unknown[]) => ({
  count: results.length,
  next: null,
  previous: null,
  results,
});
const enrollment = { id: 5, student: amara, from_date: "2026-11-22", to_date: null };

let bodies: unknown[];

beforeEach(() => {
  bodies = [];
  server.use(
    http.get("*/api/courses/7/enrollments/", () => HttpResponse.json(page([]))),
    http.get("*/api/students/", ({ request }) => {
      const search = new URL(request.url).searchParams.get("search") ?? "";
      return HttpResponse.json(page("amara okafor".includes(search) ? [amara] : []));
    }),
    http.post("*/api/courses/7/enrollments/", async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json(enrollment, { status: 201 });
    }),
  );
});

const field = () => screen.getByLabelText("Name or student number");

test("a name finds the student, one tap enrols, and the field is ready for the next", async () => {
  renderStaff(<EnrolSearch course={7} />);
  await userEvent.type(field(), "amara");
  await userEvent.click(await screen.findByRole("button", { name: "Add Amara Okafor" }));
  await waitFor(() => expect(bodies).toEqual([{ student: 1 }]));
  await waitFor(() => expect(field()).toHaveValue(""));
  expect(field()).toHaveFocus();
});

test("a number that the search does not know is sent as a number", async () => {
  renderStaff(<EnrolSearch course={7} />);
  await userEvent.type(field(), "S2026-77");
  await userEvent.click(await screen.findByRole("button", { name: "Add student number S2026-77" }));
  await waitFor(() => expect(bodies).toEqual([{ student_number: "S2026-77" }]));
});

test("what the server says of the number stands at the field", async () => {
  server.use(
    http.post("*/api/courses/7/enrollments/", () =>
      HttpResponse.json(
        {
          code: "invalid",
          detail: "",
          params: {},
          fields: { student_number: ["No such student."] },
          request_id: "r1",
        },
        { status: 400 },
      ),
    ),
  );
  renderStaff(<EnrolSearch course={7} />);
  await userEvent.type(field(), "S2026-99{Enter}");
  expect(await screen.findByText("No such student.")).toBeVisible();
  expect(field()).toHaveValue("S2026-99");
});
