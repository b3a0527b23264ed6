import { act, render, screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { storeToken } from "@/api/token";
import { server } from "@/testing/server";
import { Bell } from "./Bell";

let asked = 0;
let unread = 0;

beforeEach(() => {
  asked = 0;
  server.use(
    http.get("*/api/notifications/unread/", () => {
      asked += 1;
      return HttpResponse.json({ unread });
    }),
  );
});
afterEach(() => void vi.useRealTimers());

it("has the number in its name, and asks again each minute", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  storeToken("bell-1", "");
  unread = 3;
  const view = render(<Bell />);
  expect(await screen.findByRole("link", { name: "Notifications, 3 unread" })).toBeVisible();
  unread = 120;
  act(() => void vi.advanceTimersByTime(60_000));
  expect(await screen.findByText("99+")).toBeVisible();
  expect(asked).toBe(2);
  view.unmount();
  vi.advanceTimersByTime(600_000);
  expect(asked).toBe(2);
});

it("asks when somebody comes back, and not while nobody looks", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  storeToken("bell-2", "");
  unread = 0;
  const look = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  render(<Bell />);
  expect(screen.getByRole("link", { name: "Notifications" })).toBeVisible();
  vi.advanceTimersByTime(600_000);
  expect(asked).toBe(0);
  unread = 1;
  look.mockReturnValue("visible");
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  expect(await screen.findByRole("link", { name: "Notifications, 1 unread" })).toBeVisible();
});

it("forgets the number of who was signed in before", async () => {
  storeToken("bell-3", "");
  unread = 5;
  const view = render(<Bell />);
  await screen.findByRole("link", { name: "Notifications, 5 unread" });
  view.unmount();
  storeToken("bell-4", "");
  unread = 0;
  render(<Bell />);
  expect(screen.getByRole("link")).toHaveAccessibleName("Notifications");
});
