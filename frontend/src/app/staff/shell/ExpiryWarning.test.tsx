import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { signInClock } from "@/lib/signInClock";
import { server } from "@/testing/server";
import { me, renderStaff } from "@/testing/staff";
import { ExpiryWarning } from "./ExpiryWarning";

test("five minutes before the end it warns, takes the focus, and one tap stays", async () => {
  server.use(http.get("*/api/me/", () => HttpResponse.json(me)));
  signInClock.stated(299, 40_000);
  renderStaff(<ExpiryWarning />);
  const stay = await screen.findByRole("button", { name: "Stay signed in" });
  expect(screen.getByRole("alertdialog")).toHaveAccessibleName("You will soon be signed out");
  expect(stay).toHaveFocus();
  await userEvent.click(stay);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
  expect(signInClock.left()?.ms).toBeGreaterThan(55 * 60_000);
});

test("with time enough it says nothing", () => {
  signInClock.stated(3_600, 40_000);
  renderStaff(<ExpiryWarning />);
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
});

test("at the end of the longest time only signing in again helps", async () => {
  signInClock.stated(3_600, 120);
  renderStaff(<ExpiryWarning />);
  expect(await screen.findByRole("button", { name: "Sign in again" })).toBeVisible();
});
