import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { getToken } from "@/api/token";
import { anError, playCheckIn } from "@/testing/checkIn";
import { accepted, open, press, reaches, shown, signInAs, USER } from "@/testing/checkInPage";

describe("a refusal", () => {
  it("of an old code leads back to the camera and to the typed code", async () => {
    signInAs();
    playCheckIn({ status: 410, body: anError("code_expired", { seconds_late: 22 }) });
    open();
    await reaches("code-expired");
    expect(shown("Point your camera at the screen again.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Scan the code again" })).toHaveAttribute(
      "href",
      "/scan",
    );
    expect(screen.getByLabelText("Code on the screen")).toBeVisible();
  });

  it("of a closed class offers “I was here”", async () => {
    signInAs();
    const asked = playCheckIn(
      {
        status: 409,
        body: anError("session_closed", { closed_at: "2026-11-23T10:20:00Z", attempt_id: 31 }),
      },
      { status: 201, body: {} },
    );
    open();
    await reaches("closed");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Closed 10:20");
    await press("I was here");
    await userEvent.type(screen.getByRole("textbox"), "Third row");
    await press("Send to my lecturer");
    await waitFor(() => expect(shown(/Sent to your lecturer/)).toBeVisible());
    expect(asked[1]).toMatchObject({
      path: "/api/attempts/31/appeal/",
      body: { note: "Third row" },
    });
  });

  it("of a stranger to a closed class asks to sign in first", async () => {
    playCheckIn({ status: 409, body: anError("session_closed") });
    open();
    await reaches("closed");
    await press("Sign in to tell your lecturer");
    await reaches("sign-in");
  });

  it("names the course one is not enrolled in, and the class one has now", async () => {
    signInAs();
    const params = {
      course: { id: 7, code: "CS201", name: "Algorithms" },
      current_class: { code: "MA110", name: "Algebra" },
    };
    playCheckIn({ status: 403, body: anError("not_enrolled", params) });
    open();
    await reaches("not-enrolled");
    expect(shown(/This code is for CS201 Algorithms/)).toBeVisible();
    expect(shown("Your class now: MA110 Algebra")).toBeVisible();
  });

  it("of another organisation's user says whose code it is and lets them switch", async () => {
    signInAs();
    const asked = playCheckIn(
      { status: 404, body: anError("wrong_organisation", { organization: "Hilltop College" }) },
      accepted,
    );
    open();
    await reaches("other-account");
    expect(shown(/Hilltop College.*Amara Okafor/)).toBeVisible();
    await press("Use another account");
    await reaches("sign-in");
    expect(getToken()).toBeNull();
    await press("log in here");
    await reaches("on-time");
    expect(asked[1]?.body.client_reference).toBe(asked[0]?.body.client_reference);
  });

  it("of a lecturer says that only students check in", async () => {
    signInAs({ ...USER, role: "lecturer" });
    playCheckIn({ status: 403, body: anError("not_enrolled") });
    open();
    await reaches("other-account");
    expect(shown(/Only students check in/)).toBeVisible();
  });

  it.each([
    ["code_invalid", 404, "code-unknown"],
    ["token_revoked", 410, "code-replaced"],
    ["token_expired", 410, "code-replaced"],
    ["claim_expired", 410, "claim-expired"],
    ["claim_not_yours", 403, "other-browser"],
    ["device_already_used", 409, "device-used"],
    ["network_not_allowed", 403, "network"],
    ["conflict", 409, "refused"],
  ] as const)("%s is told as %s %s", async (code, status, told) => {
    signInAs();
    playCheckIn({ status, body: anError(code) });
    open();
    await reaches(told);
  });
});
