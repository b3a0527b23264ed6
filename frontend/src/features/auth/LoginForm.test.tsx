import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { getToken, storeToken } from "@/api/token";
import { anError } from "@/testing/checkIn";
import { server } from "@/testing/server";
import { LoginForm } from "./LoginForm";

const URL_OF_LOGIN = "http://localhost:3000/api/auth/login/";
const user = { full_name: "Amara Okafor", username: "amara", role: "student", organization: null };

async function fill(identifier: string, password: string) {
  if (identifier) await userEvent.type(screen.getByLabelText("Username or ID number"), identifier);
  if (password) await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("the log-in form", () => {
  it("signs in with a student number and keeps the token", async () => {
    let sent: unknown;
    server.use(
      http.post(URL_OF_LOGIN, async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ token: "t1", session: {}, user });
      }),
    );
    const onSignedIn = vi.fn();
    render(<LoginForm onSignedIn={onSignedIn} />);
    await fill(" S1001 ", "secret words");
    await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledWith(user));
    expect(sent).toEqual({ identifier: "S1001", password: "secret words" });
    expect(getToken()).toBe("t1");
  });

  it("sends no token of before, which might be dead", async () => {
    storeToken("dead", "");
    let header: string | null = "none";
    server.use(
      http.post(URL_OF_LOGIN, ({ request }) => {
        header = request.headers.get("Authorization");
        return HttpResponse.json(anError("credentials_invalid"), { status: 401 });
      }),
    );
    render(<LoginForm onSignedIn={vi.fn()} />);
    await fill("amara", "wrong");
    await screen.findByRole("alert");
    expect(header).toBeFalsy();
    expect(getToken()).toBe("dead");
  });

  it.each([
    [401, anError("credentials_invalid"), "That username or password is not right."],
    [429, anError("rate_limited", { retry_after_s: 90 }), "You can try again in 1:30."],
    [503, anError("not_ready"), "ref 7F2A"],
  ])("explains %s and keeps what was typed", async (status, body, words) => {
    server.use(http.post(URL_OF_LOGIN, () => HttpResponse.json(body, { status })));
    render(<LoginForm onSignedIn={vi.fn()} />);
    await fill("amara", "wrong");
    expect(await screen.findByRole("alert")).toHaveTextContent(words);
    expect(screen.getByLabelText("Username or ID number")).toHaveValue("amara");
  });

  it("explains a missing connection", async () => {
    server.use(http.post(URL_OF_LOGIN, () => HttpResponse.error()));
    render(<LoginForm onSignedIn={vi.fn()} />);
    await fill("amara", "x");
    expect(await screen.findByRole("alert")).toHaveTextContent("No connection");
  });

  it("names what is missing without asking the server", async () => {
    render(<LoginForm onSignedIn={vi.fn()} />);
    await fill("", "");
    expect(screen.getByText("Enter your username or ID number.")).toBeVisible();
    expect(screen.getByText("Enter your password.")).toBeVisible();
    expect(screen.getByLabelText("Username or ID number")).toHaveFocus();
  });

  it("shows the password on request", async () => {
    render(<LoginForm onSignedIn={vi.fn()} />);
    await userEvent.click(screen.getByRole("button", { name: "Show password" }));
    expect(screen.getByLabelText("Password")).toHaveAttribute("type", "text");
  });
});
