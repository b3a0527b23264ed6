import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getToken, storeToken } from "@/api/token";
import { anError } from "@/testing/checkIn";
import { server } from "@/testing/server";
import { LoginForm } from "./LoginForm";
import { AcceptInvitation, ForgotPassword, ResetPassword, VerifyEmail } from "./pages";

const GOOD = "green mossy stones";
const organization = { name: "Northfield", slug: "northfield", timezone: "UTC", currency: "GBP" };
const user = {
  full_name: "Amara Okafor",
  username: "amara",
  email: "amara@example.edu",
  role: "student",
  organization,
  student: null,
  lecturer: null,
  password_change_required: false,
};
const needs = {
  min_length: 10,
  max_length: 128,
  refuses_common: true,
  refuses_own_words: true,
  min_length_besides_own_words: 8,
};

/** Answers a POST, and keeps what was sent. */
function answer(path: string, body: object | null, status = 200): unknown[] {
  const sent: unknown[] = [];
  server.use(
    http.post(`*${path}`, async ({ request }) => {
      sent.push(await request.json().catch(() => null));
      return body === null
        ? new HttpResponse(null, { status })
        : HttpResponse.json(body, { status });
    }),
  );
  return sent;
}

const open = (path: string) => window.history.replaceState(null, "", path);
const field = (label = "New password") => screen.getByLabelText(label);
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const rule = async (code: string) => {
  await screen.findByRole("list", { name: "What a password needs" });
  return document.querySelector(`[data-rule=${code}]`);
};

beforeEach(() => {
  server.use(
    http.get("*/api/organization/", () => HttpResponse.json(organization)),
    http.get("*/api/password-requirements/", () => HttpResponse.json(needs)),
  );
});

describe("a forgotten password", () => {
  it("is answered in the same words whoever asks", async () => {
    const sent = answer("/api/auth/password-reset/", null, 202);
    render(<ForgotPassword />);
    await press("Send the link");
    expect(screen.getByText(/Enter your username/)).toBeVisible();
    await userEvent.type(screen.getByLabelText(/Username, ID number or e-mail/), " nobody ");
    await press("Send the link");
    expect(await screen.findByRole("heading", { name: "Look at your e-mail" })).toBeVisible();
    expect(sent).toEqual([{ identifier: "nobody" }]);
  });

  it("loses nothing without a connection", async () => {
    server.use(http.post("*/api/auth/password-reset/", () => HttpResponse.error()));
    render(<ForgotPassword />);
    await userEvent.type(screen.getByLabelText(/Username, ID number or e-mail/), "amara");
    await press("Send the link");
    expect(await screen.findByRole("alert")).toHaveTextContent("No connection");
    answer("/api/auth/password-reset/", null, 202);
    await press("Send the link");
    expect(await screen.findByText(/a link is on its way/)).toBeVisible();
  });
});

describe("a link to a new password", () => {
  it("stores it, ends whatever sign-in was here, and leads to the log-in with the name", async () => {
    storeToken("of-somebody-else", "");
    open("/reset-password#tok");
    const sent = answer("/api/auth/password-reset/confirm/", { username: "amara" });
    render(<ResetPassword />);
    await rule("password_too_short");
    await userEvent.click(field());
    await userEvent.paste(GOOD);
    await press("Save the password");
    await waitFor(() => expect(window.location.pathname).toBe("/login"));
    expect(sent).toEqual([{ token: "tok", password: GOOD }]);
    expect(window.history.state).toMatchObject({ name: "amara" });
    expect(getToken()).toBeNull();
  });

  it("tells while typing, and sends nothing that is too short", async () => {
    open("/reset-password#tok");
    const sent = answer("/api/auth/password-reset/confirm/", { username: "amara" });
    render(<ResetPassword />);
    expect(await rule("password_too_short")).toHaveAttribute("data-standing", "open");
    await userEvent.type(field(), "seven77");
    expect(await rule("password_too_short")).toHaveTextContent(
      "Not yet: At least 10 characters: 3 more",
    );
    await press("Save the password");
    expect(field()).toHaveFocus();
    await userEvent.type(field(), "890");
    expect(await rule("password_too_short")).toHaveAttribute("data-standing", "met");
    expect(sent).toEqual([]);
  });

  it("shows why the server refuses one, and keeps it", async () => {
    open("/reset-password#tok");
    const refused = {
      ...anError("password_refused", { reasons: [{ code: "password_too_common" }] }),
      fields: { password: ["This password is too common."] },
    };
    answer("/api/auth/password-reset/confirm/", refused, 400);
    render(<ResetPassword />);
    await rule("password_too_short");
    await userEvent.type(field(), "password1234");
    await press("Save the password");
    await waitFor(async () =>
      expect(await rule("password_too_common")).toHaveAttribute("data-standing", "refused"),
    );
    expect(field()).toHaveValue("password1234");
    await userEvent.type(field(), "5");
    expect(await rule("password_too_common")).toHaveAttribute("data-standing", "open");
  });

  it("that is dead offers a new one, and a newer link in the same page is tried", async () => {
    open("/reset-password#old");
    answer("/api/auth/password-reset/confirm/", anError("link_invalid"), 404);
    render(<ResetPassword />);
    await rule("password_too_short");
    await userEvent.type(field(), GOOD);
    await press("Save the password");
    const ask = await screen.findByRole("link", { name: "Ask for a new link" });
    expect(ask).toHaveAttribute("href", "/forgot-password");
    window.location.hash = "new";
    expect(await screen.findByRole("button", { name: "Save the password" })).toBeVisible();
  });

  it("that was cut off says so", () => {
    open("/reset-password");
    render(<ResetPassword />);
    expect(screen.getByText(/cut off/)).toBeVisible();
  });
});

it("an invitation signs in", async () => {
  open("/invitation#tok");
  answer("/api/auth/invitation/", { token: "t1", session: {}, user });
  const onSignedIn = vi.fn();
  render(<AcceptInvitation onSignedIn={onSignedIn} />);
  await rule("password_too_short");
  await userEvent.type(field(), GOOD);
  await press("Save and sign in");
  await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  expect(getToken()).toBe("t1");
});

describe("the link that confirms an address", () => {
  it("does so by a click and not by being opened", async () => {
    open("/verify-email#tok");
    const sent = answer("/api/auth/email/verify/", null, 204);
    render(<VerifyEmail />);
    expect(await screen.findByText(/Northfield knows/)).toBeVisible();
    expect(sent).toEqual([]);
    await press("Confirm this address");
    expect(await screen.findByText("Your address is confirmed")).toBeVisible();
    expect(sent).toEqual([{ token: "tok" }]);
  });

  it("that is dead is sent again to whoever is signed in", async () => {
    storeToken("t", "");
    open("/verify-email#old");
    answer("/api/auth/email/verify/", anError("link_invalid"), 404);
    answer("/api/auth/email/verification/", { sent: true }, 202);
    render(<VerifyEmail />);
    await press("Confirm this address");
    await userEvent.click(await screen.findByRole("button", { name: "Send a new link" }));
    expect(await screen.findByText("A new link is on its way")).toBeVisible();
  });

  it("that is dead asks a stranger to sign in first", async () => {
    open("/verify-email#old");
    answer("/api/auth/email/verify/", anError("link_invalid"), 404);
    render(<VerifyEmail />);
    await press("Confirm this address");
    const signIn = await screen.findByRole("link", { name: "Sign in" });
    expect(signIn).toHaveAttribute("href", "/login?next=%2Faccount%2Fsecurity");
  });
});

it("a given password is replaced before the sign-in is kept", async () => {
  const begun = { token: "t9", session: {}, user: { ...user, password_change_required: true } };
  answer("/api/auth/login/", begun);
  const headers: (string | null)[] = [];
  server.use(
    http.post("*/api/auth/password/", async ({ request }) => {
      headers.push(request.headers.get("Authorization"));
      expect(await request.json()).toEqual({ current: "given-by-office", new: GOOD });
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const onSignedIn = vi.fn();
  render(<LoginForm onSignedIn={onSignedIn} />);
  await userEvent.type(screen.getByLabelText("Username or ID number"), "amara");
  await userEvent.type(screen.getByLabelText("Password"), "given-by-office");
  await press("Sign in");
  await screen.findByRole("heading", { name: "Choose your own password" });
  expect(getToken()).toBeNull();
  await rule("password_own_words");
  await userEvent.type(field(), "amara-okafor");
  expect(await rule("password_own_words")).toHaveAttribute("data-standing", "missing");
  await userEvent.clear(field());
  await userEvent.type(field(), GOOD);
  await press("Save and go on");
  await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  expect(headers).toEqual(["Token t9"]);
  expect(getToken()).toBe("t9");
});
