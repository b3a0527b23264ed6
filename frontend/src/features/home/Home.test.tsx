import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { server } from "@/testing/server";
import { Home } from "./Home";

const nothing = {
  server_time_ms: 0,
  questions: [],
  open_sessions: [],
  recent_attempts: [],
  recent_records: [],
};

const NONE_NEXT = "No classes are planned for you in the next seven days.";

const down = () =>
  HttpResponse.json({ code: "error", detail: "", params: {}, request_id: "r" }, { status: 500 });

beforeEach(() => {
  server.use(
    http.get("*/api/student/home/", () => HttpResponse.json(nothing)),
    http.get("*/api/classes/", () => HttpResponse.json({ classes: [] })),
    http.get("*/api/my/courses/", () =>
      HttpResponse.json({ as_of: "2026-11-23T06:00:00Z", threshold_pct: 75, courses: [] }),
    ),
    http.get("*/api/notifications/unread/", () => HttpResponse.json({ unread: 0 })),
  );
});

test("who has no class, no record and no course is told so, and offered a way in", async () => {
  render(<Home saved={null} />);
  expect(await screen.findByText("No class of yours is open")).toBeVisible();
  expect(await screen.findByText(NONE_NEXT)).toBeVisible();
  expect(await screen.findByText("You are in no course yet.")).toBeVisible();
  expect(screen.getByRole("link", { name: "Scan code" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Type code" })).toBeVisible();
});

test("what is on comes first, then the next classes, the rates, and the last times", async () => {
  render(<Home saved={null} />);
  await screen.findByRole("heading", { name: "Next classes" });
  expect(screen.getAllByRole("heading", { level: 2 }).map((one) => one.textContent)).toEqual([
    "Now",
    "Next classes",
    "Your courses",
    "Latest",
  ]);
});

test("a page that does not come says so, and comes when it is asked for again", async () => {
  server.use(http.get("*/api/student/home/", down, { once: true }));
  render(<Home saved={null} />);
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("No class of yours is open")).toBeVisible();
});

test("next classes that do not come leave the rest of the page alone", async () => {
  server.use(http.get("*/api/classes/", down, { once: true }));
  render(<Home saved={null} />);
  expect(await screen.findByText("No class of yours is open")).toBeVisible();
  const failed = await screen.findByRole("alert");
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText(NONE_NEXT)).toBeVisible();
  expect(failed).not.toBeInTheDocument();
});
