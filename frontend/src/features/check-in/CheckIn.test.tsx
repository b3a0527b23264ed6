import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { getToken } from "@/api/token";
import {
  anError,
  anOutcome,
  aRecord,
  CLAIM,
  CODE,
  playCheckIn,
  playLocation,
} from "@/testing/checkIn";
import {
  accepted,
  open,
  press,
  reaches,
  shown,
  signInAs,
  wantsLocation,
  wantsSignIn,
} from "@/testing/checkInPage";
import { savedScans } from "./queue";

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
