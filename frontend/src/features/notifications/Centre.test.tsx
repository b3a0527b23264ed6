import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import type { Notification } from "@/api/notifications";
import { storeToken } from "@/api/token";
import { aNotice } from "@/testing/notifications";
import { server } from "@/testing/server";
import { Centre } from "./Centre";

const url = (path: string) => `http://localhost:3000/api/notifications/${path}`;
let users = 0;

/** Serves a centre of these notifications; returns the bodies of what was marked. */
function play(all: Notification[]): unknown[] {
  const marked: unknown[] = [];
  const unread = () => all.filter((item) => item.read_at === null).length;
  server.use(
    http.get(url(""), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const size = Number(query.get("page_size"));
      const from = (Number(query.get("page")) - 1) * size;
      const results = all.slice(from, from + size);
      return HttpResponse.json({ count: all.length, next: null, previous: null, results });
    }),
    http.get(url("unread/"), () => HttpResponse.json({ unread: unread() })),
    http.post(url("read/"), async ({ request }) => {
      const body = (await request.json()) as { ids?: number[] };
      marked.push(body);
      for (const item of all) {
        if (body.ids?.includes(item.id) ?? true) item.read_at = new Date().toISOString();
      }
      return HttpResponse.json({ unread: unread() });
    }),
  );
  return marked;
}

beforeEach(() => {
  window.history.replaceState(null, "", "/notifications");
  users += 1;
  storeToken(`user-${users}`, "");
  localStorage.setItem("attendance.me", JSON.stringify({ full_name: "Amara", role: "student" }));
});

it("opening one marks it as read and leads to what it speaks of", async () => {
  const marked = play([aNotice({ id: 7 }), aNotice({ id: 6, read_at: "2026-11-22T09:00:00Z" })]);
  render(<Centre />);
  const [first, second] = await screen.findAllByRole("link", { name: /You are in/ });
  expect(first).toHaveAccessibleName(/^Unread/);
  expect(second).not.toHaveAccessibleName(/Unread/);
  await userEvent.click(first as HTMLElement);
  expect(window.location.pathname).toBe("/history");
  await waitFor(() => expect(marked).toEqual([{ ids: [7] }]));
  expect(first).not.toHaveAccessibleName(/Unread/);
});

it("marks all as read, and says so", async () => {
  const marked = play([aNotice({ id: 7 }), aNotice({ id: 6 })]);
  render(<Centre />);
  await userEvent.click(await screen.findByRole("button", { name: "Mark all as read" }));
  expect(await screen.findByText("All notifications are marked as read.")).toBeInTheDocument();
  expect(marked).toEqual([{}]);
  expect(screen.queryByText("Unread")).not.toBeInTheDocument();
  expect(screen.getByText("All read")).toBeVisible();
});

it("what could not be stored is unread again, and it says so", async () => {
  play([aNotice({ id: 7 })]);
  server.use(http.post(url("read/"), () => HttpResponse.error()));
  render(<Centre />);
  await userEvent.click(await screen.findByRole("button", { name: "Mark all as read" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("they are unread still");
  expect(screen.getByText("Unread")).toBeVisible();
});

it("one that leads nowhere has a button of its own", async () => {
  const marked = play([aNotice({ id: 7, link: "", subject: "Hello" })]);
  render(<Centre />);
  await userEvent.click(await screen.findByRole("button", { name: "Mark as read: Hello" }));
  await waitFor(() => expect(marked).toEqual([{ ids: [7] }]));
});

it("loads more at the end of the list", async () => {
  play(Array.from({ length: 23 }, (_, index) => aNotice({ id: 100 - index })));
  render(<Centre />);
  const more = await screen.findByRole("button", { name: "Load more" });
  expect(screen.getAllByRole("listitem")).toHaveLength(20);
  await userEvent.click(more);
  await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(23));
  expect(screen.queryByRole("button", { name: "Load more" })).not.toBeInTheDocument();
});

it("says what will appear while there is nothing", async () => {
  play([]);
  render(<Centre />);
  expect(await screen.findByText("No notifications yet")).toBeVisible();
  expect(screen.getByText(/Confirmations of your check-ins/)).toBeVisible();
});

it("has the shape of what comes, says what failed, and tries again", async () => {
  play([aNotice()]);
  server.use(http.get(url(""), () => new HttpResponse(null, { status: 500 }), { once: true }));
  render(<Centre />);
  expect(document.querySelector("[aria-busy=true]")).not.toBeNull();
  expect(await screen.findByText("Your notifications could not be loaded.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("You are in: CS201")).toBeVisible();
});

it("tells offline from failed, and goes on by itself", async () => {
  play([aNotice()]);
  server.use(http.get(url(""), () => HttpResponse.error(), { once: true }));
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  render(<Centre />);
  expect(await screen.findByText(/^You are offline/)).toBeVisible();
  act(() => void window.dispatchEvent(new Event("online")));
  expect(await screen.findByText("You are in: CS201")).toBeVisible();
});

it("shows what arrives meanwhile", async () => {
  const all = [aNotice({ id: 7 })];
  play(all);
  render(<Centre />);
  await screen.findByText("You are in: CS201");
  all.unshift(aNotice({ id: 8, subject: "A new one" }));
  const { setUnread } = await import("@/hooks/useUnread");
  act(() => setUnread(2));
  expect(await screen.findByText("A new one")).toBeVisible();
});

it("leads staff back to their dashboard", async () => {
  localStorage.setItem("attendance.me", JSON.stringify({ full_name: "Grace", role: "lecturer" }));
  play([]);
  render(<Centre />);
  const back = screen.getByRole("link", { name: "Back to the dashboard" });
  expect(back).toHaveAttribute("href", "/dashboard");
  expect(await screen.findByText("What concerns your classes will appear here.")).toBeVisible();
});
