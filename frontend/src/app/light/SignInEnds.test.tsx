import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, expect, test, vi } from "vitest";
import { getToken, SIGNED_OUT_EVENT, storeToken } from "@/api/token";
import { api } from "@/api/typed";
import { signInClock } from "@/lib/signInClock";
import { anError } from "@/testing/checkIn";
import { server } from "@/testing/server";
import { SignInEnds } from "./SignInEnds";

const again = vi.fn();

/** Lets the server state what is left, in seconds; the last pair holds for ever. */
function play(...stated: [number, number][]): void {
  let asked = 0;
  storeToken("t", "");
  server.use(
    http.get("*/api/me/", () => {
      const [seconds_left, absolute_seconds_left] = stated[asked] ?? stated.at(-1) ?? [];
      asked += 1;
      return HttpResponse.json({ session: { seconds_left, absolute_seconds_left } });
    }),
    http.get("*/api/notifications/unread/", () => HttpResponse.json({ unread: 0 })),
    http.get("*/api/student/home/", () => HttpResponse.json({})),
  );
}

afterEach(() => void vi.useRealTimers());

test("before the end it warns, takes the focus, and one tap stays", async () => {
  play([299, 40_000], [3_600, 40_000]);
  render(<SignInEnds onSignInAgain={again} />);
  const stay = await screen.findByRole("button", { name: "Stay signed in" });
  expect(screen.getByRole("alertdialog")).toHaveAccessibleName("You will soon be signed out");
  expect(stay).toHaveFocus();
  await userEvent.click(stay);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
});

test("what a person does prolongs the sign-in, what the page polls does not", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  play([3_600, 40_000]);
  render(<SignInEnds onSignInAgain={again} />);
  await act(async () => void (await api.GET("/api/student/home/")));
  act(() => void vi.advanceTimersByTime(54 * 60_000));
  await act(async () => void (await api.GET("/api/notifications/unread/")));
  act(() => void vi.advanceTimersByTime(2 * 60_000));
  expect(screen.getByRole("alertdialog")).toBeVisible();
  await act(async () => void (await api.GET("/api/student/home/")));
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
});

test("a server that does not answer is told of", async () => {
  play([200, 40_000]);
  render(<SignInEnds onSignInAgain={again} />);
  const stay = await screen.findByRole("button", { name: "Stay signed in" });
  server.use(http.get("*/api/me/", () => HttpResponse.error()));
  await userEvent.click(stay);
  expect(await screen.findByRole("alert")).toHaveTextContent("Try again");
});

test("at the end of the longest time only signing in again helps", async () => {
  play([3_600, 120]);
  render(<SignInEnds onSignInAgain={again} />);
  await userEvent.click(await screen.findByRole("button", { name: "Sign in again" }));
  expect(again).toHaveBeenCalledOnce();
  expect(getToken()).toBe("t");
});

test("the warning comes at 55:00 and not before, and at the end the server is asked", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  play([3_600, 40_000]);
  const asked: string[] = [];
  const note = (event: Event) => asked.push((event as CustomEvent<string>).detail);
  window.addEventListener(SIGNED_OUT_EVENT, note);
  const stated = vi.spyOn(signInClock, "stated");
  render(<SignInEnds onSignInAgain={again} />);
  await vi.waitFor(() => expect(stated).toHaveBeenCalledOnce());
  // Again, because time went on while the answer was waited for.
  act(() => signInClock.stated(3_600, 40_000));
  act(() => void vi.advanceTimersByTime(55 * 60_000 - 1_000));
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  // The page looks once a second.
  act(() => void vi.advanceTimersByTime(2_000));
  expect(screen.getByRole("alertdialog")).toHaveTextContent(/5:00|4:59/);
  server.use(
    http.get("*/api/notifications/unread/", () =>
      HttpResponse.json(anError("token_invalid"), { status: 401 }),
    ),
  );
  expect(asked).toEqual([]);
  act(() => void vi.advanceTimersByTime(5 * 60_000));
  await vi.waitFor(() => expect(asked).toEqual(["token_invalid"]));
  window.removeEventListener(SIGNED_OUT_EVENT, note);
});

test("another tab that stays signed in clears the warning here", async () => {
  play([299, 40_000]);
  render(<SignInEnds onSignInAgain={again} />);
  await screen.findByRole("alertdialog");
  signInClock.stated(3_600, 40_000);
  signInClock.stated(299, 40_000);
  expect(await screen.findByRole("alertdialog")).toBeVisible();
  const told = { key: "attendance.used", newValue: "1" };
  act(() => void window.dispatchEvent(new StorageEvent("storage", told)));
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
});
