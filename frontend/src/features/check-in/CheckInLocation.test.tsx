import { screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { anError, anOutcome, aRecord, CLAIM, playCheckIn, playLocation } from "@/testing/checkIn";
import {
  accepted,
  open,
  press,
  reaches,
  shown,
  signInAs,
  wantsLocation,
} from "@/testing/checkInPage";

afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(navigator, "geolocation");
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
