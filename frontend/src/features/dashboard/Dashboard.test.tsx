import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { ClassEntry, Course, Session } from "@/api/staff/types";
import { server } from "@/testing/server";
import { course, renderStaff, session } from "@/testing/staff";
import { Dashboard } from "./Dashboard";

const page = (results: unknown[]) => ({
  count: results.length,
  next: null,
  previous: null,
  results,
});

let courses: Course[];
let sessions: Session[];
let today: ClassEntry[];
let waiting = { requests: 0, contests: 0, appeals: 0, scans: 0, total: 0 };

beforeEach(() => {
  courses = [course, { ...course, id: 8, code: "MA120", name: "Linear Algebra" }];
  sessions = [];
  today = [];
  waiting = { requests: 0, contests: 0, appeals: 0, scans: 0, total: 0 };
  server.use(
    http.get("*/api/classes/", () =>
      HttpResponse.json({ timezone: "Africa/Kampala", today: "2026-11-23", classes: today }),
    ),
    http.get("*/api/decisions/counts/", () => HttpResponse.json(waiting)),
    http.get("*/api/courses/", () => HttpResponse.json(page(courses))),
    http.get("*/api/sessions/", ({ request }) => {
      const state = new URL(request.url).searchParams.get("state");
      return HttpResponse.json(page(sessions.filter((one) => one.state === state)));
    }),
    http.get("*/api/sessions/:id/review/", () => HttpResponse.json({ items: [{}, {}] })),
    http.get("*/api/sessions/9/live/", () =>
      HttpResponse.json({
        changed: true,
        everything: true,
        version: "v1",
        server_time_ms: Date.now(),
        session,
        counts: { present: 1, late: 1, excused: 0, absent: 0, enrolled: 3, review: 1 },
        rows: [],
      }),
    ),
  );
});

const draw = () =>
  renderStaff(
    <Dashboard
      startControls={({ code }) => <button type="button">Start {code}</button>}
      startClass={({ course: { code } }) => <button type="button">Start now: {code}</button>}
    />,
  );

test("every course that is not open can be started", async () => {
  sessions = [session];
  draw();
  const open = await screen.findByTestId("open-session");
  expect(within(open).getByRole("heading")).toHaveTextContent("CS101");
  await waitFor(() => expect(within(open).getByTestId("arrived-count")).toHaveTextContent("2 / 3"));
  expect(within(open).getByRole("link", { name: "1 to review" })).toHaveAttribute(
    "href",
    "/sessions/9?show=review",
  );
  expect(screen.getByRole("button", { name: "Start MA120" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Start CS101" })).not.toBeInTheDocument();
});

test("what waits for a decision is counted by kind and leads there", async () => {
  waiting = { requests: 1, contests: 2, appeals: 3, scans: 0, total: 6 };
  draw();
  const asked = await screen.findByRole("link", { name: "1 absence request" });
  expect(asked).toHaveAttribute("href", "/requests?view=absence");
  expect(screen.getByRole("link", { name: "5 students say “I was here”" })).toHaveAttribute(
    "href",
    "/requests?view=here",
  );
  expect(screen.queryByText(/scans? without/)).not.toBeInTheDocument();
});

test("nothing is said when nothing waits", async () => {
  draw();
  await screen.findByTestId("start-list");
  expect(screen.queryByText("Waiting for your decision")).not.toBeInTheDocument();
});

test("closing asks first, naming how many would be absent", async () => {
  sessions = [session];
  let closed = 0;
  server.use(
    http.post("*/api/sessions/9/close/", () => {
      closed += 1;
      sessions = [{ ...session, state: "closed" }];
      return HttpResponse.json(sessions[0]);
    }),
  );
  draw();
  const open = await screen.findByTestId("open-session");
  await waitFor(() => expect(within(open).getByTestId("arrived-count")).toHaveTextContent("2 / 3"));
  await userEvent.click(within(open).getByTestId("close-session"));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("1 without a mark");
  expect(closed).toBe(0);
  await userEvent.click(within(dialog).getByTestId("confirm"));
  await waitFor(() => expect(screen.queryByTestId("open-session")).not.toBeInTheDocument());
  expect(closed).toBe(1);
});

test("recent sessions show how many came and what waits for a decision", async () => {
  sessions = [{ ...session, id: 4, state: "closed", present_count: 2, late_count: 0 }];
  draw();
  const row = (await screen.findByRole("link", { name: /^Register of CS101/ })).closest("tr");
  expect(row).toHaveTextContent("2 / 3");
  expect(row).toHaveTextContent("67%");
  expect(await within(row as HTMLElement).findByText("2 to review")).toBeVisible();
});

test("without courses the next step is to make one", async () => {
  courses = [];
  draw();
  expect(await screen.findByRole("link", { name: "Go to courses" })).toHaveAttribute(
    "href",
    "/courses",
  );
});

test("a failed load says why and tries again on request", async () => {
  let down = true;
  server.use(
    http.get("*/api/courses/", () =>
      down
        ? HttpResponse.json(
            { code: "permission_denied", detail: "", params: {}, request_id: "7F2A" },
            { status: 403 },
          )
        : HttpResponse.json(page(courses)),
    ),
  );
  draw();
  expect(await screen.findByText("Reference 7F2A")).toBeVisible();
  down = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("button", { name: "Start MA120" })).toBeVisible();
});

test("today's classes can be started, and say why one is not held", async () => {
  const entry: ClassEntry = {
    schedule_id: 3,
    class_date: "2026-11-23",
    course: session.course,
    venue_name: "Room 4",
    starts_at: "2026-11-23T06:00:00Z",
    ends_at: "2026-11-23T07:30:00Z",
    opens_itself: false,
    called_off: false,
    reason: "",
    holiday: "",
    can_start: true,
    session: null,
  };
  const off = { code: "MA120", name: "Linear Algebra", id: 8 };
  today = [
    entry,
    { ...entry, schedule_id: 4, course: off, can_start: false, called_off: true, reason: "Ill" },
  ];
  draw();
  const list = await screen.findByTestId("today");
  expect(within(list).getByTestId("today-CS101")).toHaveTextContent("09:00 – 10:30");
  expect(within(list).getByRole("button", { name: "Start now: CS101" })).toBeVisible();
  expect(within(list).getByText("Called off: Ill")).toBeVisible();
  expect(within(list).queryByRole("button", { name: "Start now: MA120" })).toBeNull();
  // One button a course, and the one that knows the class.
  expect(screen.queryByRole("button", { name: "Start CS101" })).toBeNull();
});
