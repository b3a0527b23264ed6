import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { signInClock } from "@/lib/signInClock";
import { server } from "@/testing/server";
import { me, renderStaff } from "@/testing/staff";
import { ExpiryWarning } from "./ExpiryWarning";

const again = vi.fn();

test("five minutes before the end it warns, takes the focus, and one tap stays", async () => {
  server.use(http.get("*/api/me/", () => HttpResponse.json(me)));
  signInClock.stated(3_600, 40_000);
  renderStaff(
    <>
      <input aria-label="Note" />
      <ExpiryWarning onSignInAgain={again} />
    </>,
  );
  screen.getByLabelText("Note").focus();
  act(() => signInClock.stated(299, 40_000));
  const stay = await screen.findByRole("button", { name: "Stay signed in" });
  expect(screen.getByRole("alertdialog")).toHaveAccessibleName("You will soon be signed out");
  expect(stay).toHaveFocus();
  await userEvent.click(stay);
  await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
  expect(screen.getByLabelText("Note")).toHaveFocus();
  expect(signInClock.left()?.ms).toBeGreaterThan(55 * 60_000);
});

test("with time enough it says nothing", () => {
  signInClock.stated(3_600, 40_000);
  renderStaff(<ExpiryWarning onSignInAgain={again} />);
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
});

test("at the end of the longest time only signing in again helps", async () => {
  signInClock.stated(3_600, 120);
  renderStaff(<ExpiryWarning onSignInAgain={again} />);
  await userEvent.click(await screen.findByRole("button", { name: "Sign in again" }));
  expect(again).toHaveBeenCalledOnce();
});
