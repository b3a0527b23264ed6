import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { LiveState, RegisterRow } from "@/api/staff/types";
import { server } from "@/testing/server";
import { renderStaff, row, session } from "@/testing/staff";
import { LiveSession } from "./LiveSession";

const counts = { present: 0, late: 0, excused: 0, absent: 0, enrolled: 2, review: 0 };
const rows = [row(1, "Amara Okafor"), row(2, "José Núñez")];

let live: LiveState;
let asked: (string | null)[];

beforeEach(() => {
  live = {
    ...{ version: "v1", server_time_ms: Date.now(), session, counts, rows },
    ...{ waiting: 0, sent: "0", received_at: 0, whole_at: 0 },
  };
  asked = [];
  server.use(
    http.get("*/api/sessions/9/live/", ({ request }) => {
      const version = new URL(request.url).searchParams.get("version");
      asked.push(version);
      return HttpResponse.json(
        version === live.version
          ? { version, changed: false }
          : { changed: true, everything: true, ...live },
      );
    }),
    http.get("*/api/sessions/9/review/", () => HttpResponse.json({ items: [] })),
  );
});

const rowOf = async (name: string) => {
  const text = await screen.findByText(name, { selector: "li *" });
  const item = text.closest("li");
  if (item === null) throw new Error(`no row of ${name}`);
  return item;
};

function marked(before: RegisterRow, status: RegisterRow["status"]): RegisterRow {
  return { ...before, status, source: "manual" };
}

test("an arrival appears by the next poll, which asks by version", async () => {
  renderStaff(<LiveSession session={9} />);
  expect(await rowOf("Amara Okafor")).toHaveAttribute("data-status", "none");
  const [first, second] = rows;
  if (first === undefined || second === undefined) throw new Error("two rows expected");
  live = {
    ...live,
    version: "v2",
    counts: { ...counts, present: 1 },
    rows: [
      { ...first, status: "present", source: "qr", arrived_at: "2026-11-22T09:02:00Z" },
      second,
    ],
  };
  const item = await rowOf("Amara Okafor");
  await waitFor(() => expect(item).toHaveAttribute("data-status", "present"), { timeout: 2_500 });
  expect(screen.getByTestId("arrived-count")).toHaveTextContent("1 / 2");
  expect(asked.slice(0, 2)).toEqual([null, "v1"]);
});

test("a mark shows at once, and undo takes it back", async () => {
  const [first] = rows;
  if (first === undefined) throw new Error("a row expected");
  server.use(
    http.put("*/api/sessions/9/register/1/", () =>
      HttpResponse.json({ row: marked(first, "late"), change_id: 77 }),
    ),
    http.post("*/api/changes/77/undo/", () => HttpResponse.json({ row: first, change_id: 78 })),
  );
  renderStaff(<LiveSession session={9} />);
  const item = await rowOf("Amara Okafor");
  await userEvent.click(within(item).getByRole("button", { name: "Mark Amara Okafor late" }));
  expect(item).toHaveAttribute("data-status", "late");
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() => expect(item).toHaveAttribute("data-status", "none"));
});

test("a refused mark is put back and the refusal is said", async () => {
  server.use(
    http.put("*/api/sessions/9/register/1/", () =>
      HttpResponse.json(
        { code: "not_found", detail: "", params: {}, request_id: "r1" },
        { status: 404 },
      ),
    ),
  );
  renderStaff(<LiveSession session={9} />);
  const item = await rowOf("Amara Okafor");
  await userEvent.click(within(item).getByRole("button", { name: "Mark Amara Okafor present" }));
  expect(await screen.findByText(/not one of your courses/)).toBeInTheDocument();
  await waitFor(() => expect(item).toHaveAttribute("data-status", "none"));
});

test("after closing a mark wants a reason and sends it", async () => {
  const bodies: unknown[] = [];
  live = { ...live, session: { ...session, state: "closed", closed_at: "2026-11-22T09:15:00Z" } };
  server.use(
    http.put("*/api/sessions/9/register/2/", async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json({ row: marked(row(2, "José Núñez"), "excused"), change_id: 5 });
    }),
  );
  renderStaff(<LiveSession session={9} />);
  const item = await rowOf("José Núñez");
  await userEvent.click(within(item).getByRole("button", { name: "Mark José Núñez excused" }));
  await userEvent.click(await screen.findByTestId("save-reason"));
  expect(await screen.findByText("Say why.")).toBeInTheDocument();
  expect(bodies).toEqual([]);
  await userEvent.type(screen.getByLabelText(/Reason/), "Medical note");
  await userEvent.click(screen.getByTestId("save-reason"));
  await waitFor(() => expect(bodies).toEqual([{ status: "excused", reason: "Medical note" }]));
  await waitFor(() => expect(screen.queryByTestId("save-reason")).not.toBeInTheDocument());
});

test("letters mark the row that has the focus, and arrows move between rows", async () => {
  const bodies: unknown[] = [];
  server.use(
    http.put("*/api/sessions/9/register/2/", async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json({ row: marked(row(2, "José Núñez"), "absent"), change_id: 6 });
    }),
  );
  renderStaff(<LiveSession session={9} />);
  const item = await rowOf("Amara Okafor");
  within(item).getByRole("button", { name: "Mark Amara Okafor present" }).focus();
  await userEvent.keyboard("{ArrowDown}");
  expect(screen.getByRole("button", { name: "Mark José Núñez present" })).toHaveFocus();
  await userEvent.keyboard("a");
  await waitFor(() => expect(bodies).toEqual([{ status: "absent", reason: "" }]));
});

test("a lost connection keeps what is known and says that it is old", async () => {
  renderStaff(<LiveSession session={9} />);
  await rowOf("Amara Okafor");
  server.use(http.get("*/api/sessions/9/live/", () => HttpResponse.error()));
  expect(await screen.findByText(/Not up to date/, {}, { timeout: 12_000 })).toBeVisible();
  expect(await rowOf("Amara Okafor")).toBeInTheDocument();
}, 20_000);

test("a failed load offers another try", async () => {
  let down = true;
  server.use(
    http.get("*/api/sessions/9/live/", () =>
      down
        ? HttpResponse.json(
            { code: "permission_denied", detail: "", params: {}, request_id: "7F2A" },
            { status: 403 },
          )
        : HttpResponse.json({ changed: true, everything: true, ...live }),
    ),
  );
  renderStaff(<LiveSession session={9} />);
  expect(await screen.findByText("Reference 7F2A")).toBeInTheDocument();
  down = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await rowOf("Amara Okafor")).toBeInTheDocument();
});

test("a contested absence is decided in the review list, and in the student's dialog", async () => {
  const absent = { ...row(1, "Amara Okafor"), status: "absent" as const };
  live = { ...live, session: { ...session, state: "closed" }, waiting: 1, rows: [absent] };
  const item = {
    ...{ attempt_id: null, contest_id: 4, kind: "contest", student: absent.student },
    ...{ at: "2026-11-22T10:00:00Z", shown_at: null, claimed_at: null, outcome: null },
    ...{ reason_text: "", note: "I sat in row 3" },
  };
  const decided: unknown[] = [];
  const trace = {
    ...{ row: absent, attempts: [], changes: [], questions: [] },
    contest: { note: "I sat in row 3", decision: null },
  };
  server.use(
    http.get("*/api/sessions/9/review/", () => HttpResponse.json({ items: [item], questions: [] })),
    http.get("*/api/sessions/9/register/1/", () => HttpResponse.json(trace)),
    http.get("*/api/sessions/9/events/", () => HttpResponse.json([])),
    http.post("*/api/contests/4/decide/", async ({ request }) => {
      decided.push(await request.json());
      return HttpResponse.json({});
    }),
  );
  renderStaff(<LiveSession session={9} />);
  await userEvent.click(await screen.findByTestId("filter-review"));
  await userEvent.click(await screen.findByRole("button", { name: "Decline Amara Okafor" }));
  await userEvent.type(await screen.findByLabelText("Reason"), "The seat was empty");
  await userEvent.click(screen.getByTestId("save-reason"));
  await userEvent.click(await screen.findByTestId("undo"));
  await waitFor(() =>
    expect(decided).toEqual([
      { decision: "decline", reason: "The seat was empty" },
      { decision: "undo", reason: "" },
    ]),
  );
  await userEvent.click(screen.getByTestId("filter-all"));
  await userEvent.click(await screen.findByRole("button", { name: "Amara Okafor" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText(/I sat in row 3/)).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Amara Okafor was late" }));
  await waitFor(() => expect(decided.at(-1)).toEqual({ decision: "late", reason: "" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
