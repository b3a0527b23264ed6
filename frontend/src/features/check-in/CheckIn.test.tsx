import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { getToken, storeToken } from "@/api/token";
import {
  anError,
  anOutcome,
  aRecord,
  CLAIM,
  CODE,
  playCheckIn,
  playLocation,
} from "@/testing/checkIn";
import { CheckIn } from "./components/CheckIn";
import type { Entry } from "./flow";
import { savedScans } from "./queue";

const USER = {
  full_name: "Amara Okafor",
  username: "amara",
  role: "student",
  organization: { name: "Northfield University", slug: "n", timezone: "UTC", currency: "GBP" },
};

function signInAs(user: object = USER) {
  storeToken("token-1", "");
  localStorage.setItem("attendance.me", JSON.stringify(user));
}

function open(entry: Entry = { kind: "qr", code: CODE }) {
  const signIn = (done: () => void) => (
    <button
      type="button"
      onClick={() => {
        signInAs();
        done();
      }}
    >
      log in here
    </button>
  );
  return render(<CheckIn entry={entry} signIn={signIn} onCode={vi.fn()} />);
}

const state = () => document.querySelector("[data-state]")?.getAttribute("data-state");
const reaches = (name: string) => waitFor(() => expect(state()).toBe(name), { timeout: 9000 });
/** A text on the page itself, not in what is announced. */
const shown = (text: string | RegExp) => within(screen.getByRole("main")).getByText(text);
const press = (name: RegExp | string) => userEvent.click(screen.getByRole("button", { name }));

const accepted = { status: 201, body: anOutcome("accepted", { record: aRecord() }) };
const wantsLocation = {
  status: 202,
  body: anOutcome("location_required", {
    claim_id: CLAIM,
    location_wanted: true,
    session: { geofence_mode: "enforce" },
  }),
};
const wantsSignIn = { status: 202, body: anOutcome("sign_in_required", { claim_id: CLAIM }) };

afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(navigator, "geolocation");
});

describe("a signed-in student", () => {
  it("is on time, in one request", async () => {
    signInAs();
    const asked = playCheckIn(accepted);
    open();
    await reaches("on-time");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("You’re in");
    expect(shown("09:02")).toBeVisible();
    expect(shown("7F2A9KQ4")).toBeVisible();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      path: "/api/claims/",
      token: "Token token-1",
      body: {
        code: CODE,
        scanned_at: null,
        finish: { location: null, location_status: "not_asked", without_location: false },
      },
    });
  });

  it("signs the exact bytes with a key that cannot be read out", async () => {
    signInAs();
    const asked = playCheckIn(accepted);
    open();
    await reaches("on-time");
    const { raw, body, signature } = asked[0] ?? { raw: "", body: {}, signature: "" };
    const bytes = (text: string) =>
      Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    expect(bytes(body.public_key)).toHaveLength(65);
    const key = await crypto.subtle.importKey(
      "raw",
      bytes(body.public_key),
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["verify"],
    );
    const verified = await crypto.subtle.verify(
      { name: "ECDSA", hash: "SHA-256" },
      key,
      bytes(signature ?? ""),
      new TextEncoder().encode(`attendance-claim:v1\n${raw}`),
    );
    expect(verified).toBe(true);
  });

  it("is late, by how much and against which limit", async () => {
    signInAs();
    playCheckIn({
      body: anOutcome("accepted", { record: aRecord({ status: "late", late_by_s: 700 }) }),
    });
    open();
    await reaches("late");
    expect(shown("Late by 12 min (limit 10)")).toBeVisible();
  });

  it("is in already, which is the same success", async () => {
    signInAs();
    playCheckIn({ body: anOutcome("already_checked_in", { record: aRecord() }) });
    open();
    await reaches("already-in");
    expect(shown("Checked in at 09:02")).toBeVisible();
  });

  it("is in, to be confirmed, with the reasons in words", async () => {
    signInAs();
    const reasons = [{ code: "location_absent", text: "No location" }] as const;
    playCheckIn({
      body: anOutcome("accepted_for_review", { record: aRecord({ reasons: [...reasons] }) }),
    });
    open();
    await reaches("for-review");
    expect(shown("No location")).toBeVisible();
  });

  it("announces the result", async () => {
    signInAs();
    playCheckIn(accepted);
    open();
    await reaches("on-time");
    expect(screen.getAllByRole("status")[0]).toHaveTextContent("You’re in. On time");
  });
});

describe("log-in during a check-in", () => {
  it("finishes the claim that was made in time", async () => {
    const asked = playCheckIn(wantsSignIn, accepted);
    open();
    await reaches("sign-in");
    expect(asked[0]).toMatchObject({ token: null });
    expect(asked[0]?.body.finish).toBeUndefined();
    await press("log in here");
    await reaches("on-time");
    expect(asked[1]).toMatchObject({
      path: `/api/claims/${CLAIM}/finish/`,
      token: "Token token-1",
    });
    expect(asked[1]?.signature).toBeTruthy();
  });

  it("returns to the same claim after the page was loaded again", async () => {
    playCheckIn(wantsSignIn);
    open().unmount();
    const first = open();
    await reaches("sign-in");
    first.unmount();
    signInAs();
    const asked = playCheckIn(accepted);
    open();
    await reaches("on-time");
    expect(asked[0]?.path).toBe(`/api/claims/${CLAIM}/finish/`);
  });

  it("claims without the token when that has died", async () => {
    signInAs();
    const asked = playCheckIn({ status: 401, body: anError("token_invalid") }, wantsSignIn);
    open();
    await reaches("sign-in");
    expect(getToken()).toBeNull();
    expect(asked.map((one) => one.token)).toEqual(["Token token-1", null]);
    expect(asked[1]?.body.client_reference).toBe(asked[0]?.body.client_reference);
  });

  it("asks for the location at once when the class wants one", async () => {
    const body = anOutcome("sign_in_required", { claim_id: CLAIM, location_wanted: true });
    const asked = playCheckIn({ status: 202, body }, accepted);
    playLocation({ accuracy: 12 });
    open();
    await reaches("sign-in");
    await press("log in here");
    await reaches("on-time");
    expect(asked).toHaveLength(2);
    expect(asked[1]?.body).toMatchObject({
      location_status: "granted",
      location: { latitude: 51.50012, accuracy_m: 12 },
    });
  });
});

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

describe("too early", () => {
  it("counts down and then sends itself", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    signInAs();
    const early = anOutcome("session_not_open", {
      claim_id: CLAIM,
      opens_in_s: 90,
      session: { opens_at: "2026-11-23T09:50:00Z" },
    });
    const asked = playCheckIn({ status: 202, body: early }, accepted);
    open();
    await reaches("too-early");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Opens 09:50");
    expect(shown("1:30")).toBeVisible();
    await vi.advanceTimersByTimeAsync(80_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(12_000);
    await reaches("on-time");
    expect(asked[1]?.path).toBe(`/api/claims/${CLAIM}/finish/`);
  });
});

describe("location", () => {
  it("is asked for only when the class wants it", async () => {
    signInAs();
    playLocation({ accuracy: 15 });
    const asked = playCheckIn(wantsLocation, accepted);
    open();
    await reaches("on-time");
    expect(asked[0]?.body.finish.location_status).toBe("not_asked");
    expect(asked[1]?.body).toMatchObject({ location: { accuracy_m: 15 } });
  });

  it.each([
    ["denied", "location-denied"],
    ["unavailable", "location-unavailable"],
    ["timeout", "location-timeout"],
  ] as const)("%s: explains, and goes on without it", async (status, told) => {
    signInAs();
    playLocation(status);
    const review = anOutcome("accepted_for_review", { record: aRecord() });
    const asked = playCheckIn(wantsLocation, { status: 201, body: review });
    open();
    await reaches(told);
    await press("Check in without location");
    await reaches("for-review");
    expect(asked[1]?.body).toEqual({
      location: null,
      location_status: status,
      without_location: true,
    });
  });

  it("denied where it is only noted: in, without a question", async () => {
    signInAs();
    playLocation("denied");
    const body = anOutcome("location_required", {
      claim_id: CLAIM,
      location_wanted: true,
      session: { geofence_mode: "record" },
    });
    const asked = playCheckIn({ status: 202, body }, accepted);
    open();
    await reaches("on-time");
    expect(asked[1]?.body).toMatchObject({ location: null, location_status: "denied" });
  });

  it("denied, then allowed: tries again without loading the page", async () => {
    signInAs();
    playLocation("denied", { accuracy: 20 });
    playCheckIn(wantsLocation, accepted);
    open();
    await reaches("location-denied");
    await press("I have allowed it");
    await reaches("on-time");
  });

  it("too vague: says how vague, and can be sent as it is", async () => {
    signInAs();
    playLocation({ accuracy: 3000 });
    const review = anOutcome("accepted_for_review", { record: aRecord() });
    const asked = playCheckIn(wantsLocation, { status: 201, body: review });
    open();
    await reaches("location-coarse");
    expect(shown(/within 3 km/)).toBeVisible();
    await press("Send it as it is");
    await reaches("for-review");
    expect(asked[1]?.body.location.accuracy_m).toBe(3000);
  });

  it("is not left to lapse: what there is goes before the claim does", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    signInAs();
    playLocation("denied");
    const review = anOutcome("accepted_for_review", { record: aRecord() });
    const asked = playCheckIn(wantsLocation, { status: 201, body: review });
    open();
    await reaches("location-denied");
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    await reaches("for-review");
  });

  it("outside: tells the distance, and a better fix is tried on the same claim", async () => {
    signInAs();
    playLocation({ accuracy: 20 });
    const params = {
      claim_id: CLAIM,
      distance_m: 640,
      accuracy_m: 20,
      venue_name: "Room 4",
      attempt_id: 8,
    };
    const refused = { status: 403, body: anError("outside_geofence", params) };
    const asked = playCheckIn(wantsLocation, refused, accepted);
    open();
    await reaches("outside");
    expect(shown(/640 m from Room 4 \(± 20 m\)/)).toBeVisible();
    expect(screen.getByRole("button", { name: "I was here" })).toBeVisible();
    await press("Try again");
    await reaches("on-time");
    expect(asked[2]?.path).toBe(`/api/claims/${CLAIM}/finish/`);
  });
});

describe("trouble on the way", () => {
  it("offline: keeps the scan on the phone and sends it when online", async () => {
    signInAs();
    const late = anOutcome("received_late", { attempt_id: 4 });
    const asked = playCheckIn("no answer", { status: 202, body: late });
    open();
    await reaches("offline");
    expect(await savedScans()).toMatchObject([{ code: CODE, state: "waiting" }]);
    window.dispatchEvent(new Event("online"));
    await reaches("received-late");
    expect(asked[1]?.body.client_reference).toBe(asked[0]?.body.client_reference);
    expect(asked[1]?.body.scanned_at).toMatch(/Z$/);
    expect(asked[1]?.body.scanned_age_s).toBeGreaterThanOrEqual(0);
    await waitFor(async () => expect(await savedScans()).toEqual([]));
  });

  it("server error: shows the reference and tries again by itself", async () => {
    signInAs();
    const asked = playCheckIn({ status: 503, body: anError("server_error") }, accepted);
    open();
    await reaches("server-error");
    expect(shown(/ref 7F2A/)).toBeVisible();
    await reaches("on-time");
    expect(asked[1]?.body.client_reference).toBe(asked[0]?.body.client_reference);
  });

  it("too many requests: waits as long as it was told", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    signInAs();
    const asked = playCheckIn(
      { status: 429, body: anError("rate_limited", { retry_after_s: 30 }) },
      accepted,
    );
    open();
    await reaches("rate-limited");
    await vi.advanceTimersByTimeAsync(25_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6000);
    await reaches("on-time");
  });
});

describe("a typed code", () => {
  it("checks in with its own signature", async () => {
    signInAs();
    const asked = playCheckIn({
      body: anOutcome("accepted", { record: aRecord({ source: "typed" }) }),
    });
    open({ kind: "typed", code: "7QK2ZD" });
    await reaches("on-time");
    expect(asked[0]).toMatchObject({ path: "/api/check-ins/typed/", body: { code: "7QK2ZD" } });
    expect(asked[0]?.signature).toBeTruthy();
  });

  it("asks to sign in first, and then goes on", async () => {
    playCheckIn({ status: 401, body: anError("not_authenticated") }, accepted);
    open({ kind: "typed", code: "7QK2ZD" });
    await reaches("sign-in");
    await press("log in here");
    await reaches("on-time");
  });

  it("continues on the claim when a location is wanted", async () => {
    signInAs();
    playLocation({ accuracy: 10 });
    const asked = playCheckIn(wantsLocation, accepted);
    open({ kind: "typed", code: "7QK2ZD" });
    await reaches("on-time");
    expect(asked[1]?.path).toBe(`/api/claims/${CLAIM}/finish/`);
  });
});
