import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, expect, test, vi } from "vitest";
import { getToken, storeToken } from "@/api/token";
import { api } from "@/api/typed";
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
  expect(getToken()).toBeNull();
});
