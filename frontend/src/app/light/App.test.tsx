import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type {
  HistoryRecord,
  HomeSession,
  MyAttempt,
  MyRecord,
  StudentHome,
} from "@/api/student/types";
import { getToken, storeToken } from "@/api/token";
import { anError, aRecord } from "@/testing/checkIn";
import { server } from "@/testing/server";
import { App } from "./App";

const url = (path: string) => `http://localhost:3000${path}`;
const organization = { name: "Northfield University", slug: "n", timezone: "UTC", currency: "GBP" };
const student = { full_name: "Amara Okafor", username: "amara", role: "student", organization };
const course = { id: 7, code: "CS201", name: "Algorithms" };

const record = (change: Partial<MyRecord> = {}): MyRecord => ({
  ...aRecord(),
  course,
  session_opens_at: "2026-11-23T09:00:00Z",
  contested: false,
  contest: null,
  ...change,
});

const session = (change: Partial<HomeSession> = {}): HomeSession => ({
  id: 5,
  course,
  venue_name: "Room 4",
  opens_at: "2026-11-23T09:00:00Z",
  closes_at: "2026-11-23T09:15:00Z",
  state: "open",
  my_record: null,
  ...change,
});

const attempt: MyAttempt = {
  id: 3,
  at: "2026-11-22T09:20:00Z",
  course,
  outcome: "code_expired",
  text: "The code had changed.",
  source: "qr",
  appeal: { note: "", at: "2026-11-22T09:21:00Z", decision: null, reason: "" },
};

const home = (change: Partial<StudentHome> = {}): StudentHome => ({
  server_time_ms: 0,
  questions: [],
  open_sessions: [],
  recent_attempts: [],
  recent_records: [],
  ...change,
});

function signIn(user: object = student) {
  storeToken("t1", "");
  localStorage.setItem("attendance.me", JSON.stringify(user));
}

function visit(path: string) {
  window.history.replaceState(null, "", path);
  return render(<App />);
}

const soon = {
  schedule_id: 1,
  class_date: "2126-11-24",
  course,
  venue_name: "Room 4",
  starts_at: "2126-11-24T09:00:00Z",
  ends_at: "2126-11-24T10:00:00Z",
  called_off: false,
  holiday: "",
  session: null,
};
const standing = {
  course,
  is_current: true,
  tally: { attended: 2, counted: 3 },
  percent: 66,
  is_below: true,
};

const playHome = (body: StudentHome) =>
  server.use(
    http.get(url("/api/student/home/"), () => HttpResponse.json(body)),
    http.get(url("/api/classes/"), () =>
      HttpResponse.json({ classes: [{ ...soon, holiday: "Eid" }, soon] }),
    ),
    http.get(url("/api/my/courses/"), () =>
      HttpResponse.json({
        as_of: "2026-11-23T10:00:00Z",
        threshold_pct: 75,
        courses: [standing, { ...standing, is_current: false }],
      }),
    ),
  );

beforeEach(() => {
  server.use(
    http.get(url("/api/organization/"), () => HttpResponse.json(organization)),
    http.get(url("/api/me/"), () =>
      HttpResponse.json({ session: { seconds_left: 3600, absolute_seconds_left: 40_000 } }),
    ),
    http.get(url("/api/notifications/unread/"), () => HttpResponse.json({ unread: 2 })),
  );
});

describe("the start page", () => {
  it("shows what is open, what is in, and how the last times went", async () => {
    signIn();
    playHome(
      home({
        open_sessions: [session(), session({ id: 6, my_record: record() })],
        recent_records: [record({ id: 9, status: "absent", contested: true })],
        recent_attempts: [attempt],
      }),
    );
    visit("/");
    expect(await screen.findByText("Not yet in")).toBeVisible();
    expect(screen.getByText("Open until 09:15")).toBeVisible();
    expect(screen.getByText("In since 09:02")).toBeVisible();
    expect(screen.getByText(/Absent although you tried/)).toBeVisible();
    expect(screen.getByText(/The code had changed/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Scan code" })).toHaveAttribute("href", "/scan");
  });

  it("is busy in the shape of what comes, and offers to try again", async () => {
    signIn();
    let fails = true;
    server.use(
      http.get(url("/api/student/home/"), () =>
        fails
          ? HttpResponse.json(anError("server_error"), { status: 500 })
          : HttpResponse.json(home()),
      ),
    );
    visit("/");
    expect(document.querySelector("[aria-busy=true]")).not.toBeNull();
    await screen.findByRole("alert");
    fails = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("No class of yours is open")).toBeVisible();
  });

  it("shows what comes next and how the courses stand", async () => {
    signIn();
    playHome(home());
    visit("/");
    expect(await screen.findByText("Sun 24 Nov, 09:00–10:00 · Room 4")).toBeVisible();
    expect(await screen.findByText("66 %")).toBeVisible();
    expect(screen.getAllByRole("link", { name: "CS201 Algorithms" })).toHaveLength(1);
    expect(screen.getByText("below the 75 % that are expected")).toBeVisible();
    expect(screen.getByText("Rates as of Mon 23 Nov, 10:00")).toBeVisible();
  });

  it("joins a course by its code", async () => {
    signIn();
    playHome(home());
    let sent: unknown;
    server.use(
      http.post(url("/api/courses/join/"), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({}, { status: 201 });
      }),
    );
    visit("/");
    await userEvent.click(await screen.findByText("Join a course"));
    await userEvent.type(screen.getByLabelText("Join code"), "ALGO24");
    await userEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByText("You are enrolled.")).toBeVisible();
    expect(sent).toEqual({ join_code: "ALGO24" });
  });

  it("sends a stranger to the log-in, and back", async () => {
    visit("/history?show=attempts");
    await screen.findByRole("button", { name: "Sign in" });
    expect(window.location.search).toBe(`?next=${encodeURIComponent("/history?show=attempts")}`);
  });

  it("asks for the password over the page when the sign-in ends, and keeps what was typed", async () => {
    signIn();
    playHome(home());
    visit("/");
    await userEvent.click(await screen.findByText("Join a course"));
    await userEvent.type(screen.getByLabelText("Join code"), "ALGO24");
    const refused = () => HttpResponse.json(anError("token_invalid"), { status: 401 });
    let tries = 0;
    server.use(
      http.post(url("/api/courses/join/"), () => {
        tries += 1;
        return tries === 1 ? refused() : HttpResponse.json({}, { status: 201 });
      }),
      http.post(url("/api/auth/login/"), async ({ request }) => {
        expect(await request.json()).toEqual({ identifier: "amara", password: "x" });
        return HttpResponse.json({ token: "t2", session: {}, user: student });
      }),
    );
    await userEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByText("Sign in to go on")).toBeInTheDocument();
    expect(getToken()).toBeNull();
    await userEvent.type(screen.getByLabelText("Password"), "x");
    await userEvent.click(screen.getByRole("button", { name: "Sign in", hidden: true }));
    await waitFor(() => expect(screen.queryByText("Sign in to go on")).not.toBeInTheDocument());
    expect(getToken()).toBe("t2");
    expect(screen.getByLabelText("Join code")).toHaveValue("ALGO24");
    await userEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByText("You are enrolled.")).toBeVisible();
  });

  it("leaves when somebody signs out in another tab", async () => {
    signIn();
    playHome(home());
    visit("/");
    await screen.findByText("No class of yours is open");
    localStorage.clear();
    act(() => void window.dispatchEvent(new StorageEvent("storage", { key: "attendance.token" })));
    await screen.findByRole("button", { name: "Sign in" });
    expect(window.location.pathname).toBe("/login");
  });

  it("leads whoever has a given password to choose another", async () => {
    signIn();
    server.use(
      http.get(url("/api/student/home/"), () =>
        HttpResponse.json(anError("password_change_required"), { status: 403 }),
      ),
      http.get(url("/api/me/"), () =>
        HttpResponse.json({ ...student, email: "", password_change_required: true }),
      ),
      http.get(url("/api/password-requirements/"), () => HttpResponse.error()),
    );
    visit("/?x");
    await screen.findByRole("heading", { name: "Choose your own password" });
    expect(window.location.search).toBe(`?next=${encodeURIComponent("/?x")}`);
  });

  it("signs out", async () => {
    signIn();
    playHome(home());
    const ended: (string | null)[] = [];
    server.use(
      http.post(url("/api/auth/logout/"), ({ request }) => {
        ended.push(request.headers.get("Authorization"));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    visit("/");
    await screen.findByText("No class of yours is open");
    // jsdom draws no dialogs; the button is there all the same.
    await userEvent.click(screen.getByRole("button", { name: "Sign out", hidden: true }));
    await screen.findByRole("button", { name: "Sign in" });
    await waitFor(() => expect(ended).toEqual(["Token t1"]));
  });
});

describe("the history", () => {
  const visitOf = (change: Partial<HistoryRecord> = {}): HistoryRecord => ({
    ...record(),
    session_closes_at: "2026-11-23T09:15:00Z",
    venue_name: "Room 4",
    late_by_s: null,
    reasons: [],
    attempts: [],
    changes: [],
    ...change,
  });

  beforeEach(() => {
    const none = { as_of: "2026-11-23T10:00:00Z", threshold_pct: 75, courses: [] };
    server.use(http.get(url("/api/my/courses/"), () => HttpResponse.json(none)));
  });

  it("pages through the records", async () => {
    signIn();
    const pages: (string | null)[] = [];
    server.use(
      http.get(url("/api/my/records/"), ({ request }) => {
        const page = new URL(request.url).searchParams.get("page");
        pages.push(page);
        return HttpResponse.json({ count: 45, next: null, previous: null, results: [visitOf()] });
      }),
    );
    visit("/history");
    await userEvent.click(await screen.findByRole("link", { name: "Older" }));
    expect(await screen.findByText("Page 2 of 3")).toBeVisible();
    expect(pages).toEqual(["1", "2"]);
  });

  it("shows what lies beneath a record, with who changed it and why", async () => {
    signIn();
    const changes: HistoryRecord["changes"] = [
      {
        id: 9,
        kind: "mark",
        at: "2026-11-23T11:00:00Z",
        by: "Dr Grace Okello",
        from_status: "absent",
        to_status: "present",
        text: "Absent became present.",
        reason: "sat in row 3",
      },
    ];
    const shown = visitOf({ attempts: [attempt], changes });
    server.use(
      http.get(url("/api/my/records/"), () =>
        HttpResponse.json({ count: 1, next: null, previous: null, results: [shown] }),
      ),
    );
    visit("/history");
    await userEvent.click(await screen.findByText("1 attempt, 1 change"));
    expect(screen.getByRole("list", { name: "What you tried" })).toHaveTextContent("had changed");
    const changed = screen.getByRole("list", { name: "What was changed" });
    expect(changed).toHaveTextContent("Absent became present. “sat in row 3”");
    expect(changed).toHaveTextContent("by Dr Grace Okello");
  });

  it("says that a filter finds nothing, and shows everything again", async () => {
    signIn();
    const asked: string[] = [];
    server.use(
      http.get(url("/api/my/records/"), ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json({ count: 0, next: null, previous: null, results: [] });
      }),
    );
    visit("/history?status=absent&first_day=2026-03-02");
    expect(await screen.findByText("Nothing fits these filters.")).toBeVisible();
    await userEvent.click(screen.getByRole("link", { name: "Show everything" }));
    expect(await screen.findByText(/No records yet/)).toBeVisible();
    expect(asked[0]).toContain("status=absent");
    expect(asked.at(-1)).not.toContain("status");
  });

  it("lists the attempts with outcome and appeal", async () => {
    signIn();
    server.use(
      http.get(url("/api/my/attempts/"), () =>
        HttpResponse.json({ count: 1, next: null, previous: null, results: [attempt] }),
      ),
    );
    visit("/history?show=attempts");
    expect(await screen.findByText(/The code had changed/)).toBeVisible();
    expect(screen.getByText("“I was here” sent")).toBeVisible();
  });
});

describe("the notification pages", () => {
  it("are a tap away, with how much waits there", async () => {
    signIn();
    playHome(home());
    visit("/");
    const bell = await screen.findByRole("link", { name: "Notifications, 2 unread" });
    expect(bell).toHaveAttribute("href", "/notifications");
  });

  it("are open to staff, whose other pages are elsewhere", async () => {
    signIn({ ...student, role: "lecturer" });
    server.use(
      http.get(url("/api/notifications/"), () =>
        HttpResponse.json({ count: 0, next: null, previous: null, results: [] }),
      ),
    );
    visit("/notifications");
    expect(await screen.findByText("No notifications yet")).toBeVisible();
    expect(screen.getByRole("heading", { name: "Notifications" })).toBeVisible();
  });

  it("ask strangers to sign in, except for what a mail's link leads to", async () => {
    server.use(
      http.get(url("/api/notifications/unsubscribe/:token/"), () =>
        HttpResponse.json({ organization: "N", kind: "k", label: "Reminders", done: false }),
      ),
    );
    visit("/unsubscribe/abc:def");
    expect(await screen.findByRole("button", { name: "Unsubscribe" })).toBeVisible();
    expect(window.location.pathname).toBe("/unsubscribe/abc:def");
  });
});

describe("other addresses", () => {
  it("lead to a page that says so", () => {
    visit("/nothing/here");
    expect(document.querySelector("[data-state=not-found]")).not.toBeNull();
  });

  it("lead to the typed code", () => {
    visit("/scan?type");
    expect(screen.getByLabelText("Code on the screen")).toHaveFocus();
  });
});
