import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { storeToken } from "@/api/token";
import { anError, anOutcome, aRecord, CODE, playCheckIn } from "@/testing/checkIn";
import {
  disown,
  own,
  removeScan,
  type SavedScan,
  savedScans,
  saveScan,
  sendSavedScans,
} from "./queue";

const REFERENCE = "22222222-2222-4222-8222-222222222222";

const aScan = (change: Partial<SavedScan> = {}): SavedScan => ({
  client_reference: REFERENCE,
  code: CODE,
  scanned_at: new Date(Date.now() - 60_000).toISOString(),
  state: "waiting",
  answer: null,
  ...change,
});

beforeEach(() => storeToken("token-1", ""));
afterEach(async () => {
  disown(REFERENCE);
  for (const scan of await savedScans()) await removeScan(scan.client_reference);
});

describe("the queue of saved scans", () => {
  it("sends a scan with the phone's time, signed, and keeps what came of it", async () => {
    await saveScan(aScan());
    const asked = playCheckIn({ status: 202, body: anOutcome("received_late") });
    await sendSavedScans();
    expect(asked[0]).toMatchObject({
      path: "/api/claims/",
      token: "Token token-1",
      body: { code: CODE, client_reference: REFERENCE, scanned_age_s: null },
    });
    expect(asked[0]?.signature).toBeTruthy();
    expect(await savedScans()).toMatchObject([
      { state: "sent", answer: { kind: "received_late", course: "CS201 Algorithms" } },
    ]);
  });

  it("does not send again what has been answered", async () => {
    await saveScan(aScan());
    const asked = playCheckIn({ status: 201, body: anOutcome("accepted", { record: aRecord() }) });
    await sendSavedScans();
    await sendSavedScans();
    expect(asked).toHaveLength(1);
  });

  it("keeps a scan while there is no answer or the server has trouble", async () => {
    await saveScan(aScan());
    playCheckIn("no answer", { status: 503, body: anError("not_ready") });
    await sendSavedScans();
    await sendSavedScans();
    expect(await savedScans()).toMatchObject([{ state: "waiting" }]);
  });

  it("keeps the words of a refusal", async () => {
    await saveScan(aScan());
    playCheckIn({ status: 410, body: anError("code_expired") });
    await sendSavedScans();
    expect(await savedScans()).toMatchObject([{ state: "refused", answer: { text: "Refused." } }]);
  });

  it("waits until somebody has signed in", async () => {
    localStorage.clear();
    await saveScan(aScan());
    const asked = playCheckIn({ body: anOutcome("accepted", { record: aRecord() }) });
    await sendSavedScans();
    expect(asked).toHaveLength(0);
  });

  it("leaves a scan to the page that works on it", async () => {
    await saveScan(aScan());
    own(REFERENCE);
    const asked = playCheckIn({ body: anOutcome("accepted", { record: aRecord() }) });
    await sendSavedScans();
    expect(asked).toHaveLength(0);
  });

  it("forgets answered scans after a day, waiting ones never", async () => {
    const old = new Date(Date.now() - 2 * 86_400_000).toISOString();
    await saveScan(aScan({ scanned_at: old, state: "sent" }));
    await saveScan(aScan({ client_reference: "3", scanned_at: old }));
    expect(await savedScans()).toMatchObject([{ client_reference: "3" }]);
  });
});
