import { ApiError, NetworkError } from "@/api/client";
import type { Outcome } from "@/api/student/types";
import { getToken } from "@/api/token";
import { inStore } from "@/lib/idb";
import { deviceKey } from "./deviceKey";
import { postClaim } from "./protocol";

const LOCK = "attendance.queue";
const KEEP_ANSWERED_MS = 24 * 60 * 60 * 1000;
export const QUEUE_EVENT = "attendance:queue";

/** A scan that could not be sent, and later what became of it. */
export interface SavedScan {
  client_reference: string;
  code: string;
  /** The phone's wall clock at the scan. */
  scanned_at: string;
  state: "waiting" | "sent" | "refused";
  /** The server's words for a sent or refused scan. */
  answer: { kind: string; course: string | null; text: string } | null;
}

/** Monotonic time of the scans made since this page was loaded. */
const scannedAt = new Map<string, number>();
/** Scans that an open check-in page is sending itself. */
const owned = new Set<string>();
// Where the database is refused the scans live as long as the page.
const memory = new Map<string, SavedScan>();

const changed = () => window.dispatchEvent(new Event(QUEUE_EVENT));

/** Notes the moment of a scan, from which its age is counted. */
export function noteScan(reference: string): void {
  if (!scannedAt.has(reference)) scannedAt.set(reference, performance.now());
}

/** Seconds since the scan by the monotonic clock; null after the page was loaded anew. */
export function scanAge(reference: string): number | null {
  const at = scannedAt.get(reference);
  return at === undefined ? null : Math.round((performance.now() - at) / 100) / 10;
}

/** Keeps the sender away from a scan while a page works on it. */
export const own = (reference: string): void => void owned.add(reference);
export const disown = (reference: string): void => void owned.delete(reference);

export async function saveScan(scan: SavedScan): Promise<void> {
  memory.set(scan.client_reference, scan);
  await inStore("scans", "readwrite", (store) => store.put(scan)).catch(() => null);
  changed();
}

export async function removeScan(reference: string): Promise<void> {
  const known = memory.delete(reference);
  await inStore("scans", "readwrite", (store) => store.delete(reference)).catch(() => null);
  if (known) changed();
}

/** All kept scans, oldest first; answered ones are forgotten after a day. */
export async function savedScans(): Promise<SavedScan[]> {
  let scans: SavedScan[];
  try {
    scans = await inStore<SavedScan[]>("scans", "readonly", (store) => store.getAll());
  } catch {
    scans = [...memory.values()];
  }
  for (const scan of scans) memory.set(scan.client_reference, scan);
  const fresh = (scan: SavedScan) =>
    scan.state === "waiting" || Date.now() - Date.parse(scan.scanned_at) < KEEP_ANSWERED_MS;
  for (const scan of scans) if (!fresh(scan)) await removeScan(scan.client_reference);
  return scans.filter(fresh).sort((a, b) => a.scanned_at.localeCompare(b.scanned_at));
}

/** Whether trying again later can help: no answer, or the server's own trouble. */
export const isPassing = (error: unknown): boolean =>
  error instanceof NetworkError ||
  (error instanceof ApiError && (error.status >= 500 || error.status === 429));

async function sendOne(scan: SavedScan): Promise<SavedScan | "later"> {
  const key = await deviceKey();
  try {
    const outcome: Outcome = await postClaim(
      {
        code: scan.code,
        client_reference: scan.client_reference,
        public_key: key?.publicKey ?? null,
        scanned_at: scan.scanned_at,
        scanned_age_s: scanAge(scan.client_reference),
        // Nobody is looking: whatever the class asks for, a person decides.
        finish: { location: null, location_status: "not_asked", without_location: true },
      },
      key,
    );
    if (outcome.outcome === "sign_in_required" || outcome.outcome === "session_not_open") {
      return "later";
    }
    const { code, name } = outcome.course;
    const answer = { kind: outcome.outcome, course: `${code} ${name}`, text: "" };
    return { ...scan, state: "sent", answer };
  } catch (error) {
    if (error instanceof ApiError && !isPassing(error) && error.status !== 401) {
      const answer = { kind: error.code, course: null, text: error.detail };
      return { ...scan, state: "refused", answer };
    }
    return "later";
  }
}

async function sendAll(): Promise<void> {
  if (getToken() === null) return;
  for (const scan of await savedScans()) {
    if (scan.state !== "waiting" || owned.has(scan.client_reference)) continue;
    const result = await sendOne(scan);
    if (result === "later") return;
    await saveScan(result);
  }
}

/** Sends what waits, one tab at a time. Never fails. */
export async function sendSavedScans(): Promise<void> {
  const locks = navigator.locks;
  if (!locks) return sendAll();
  await locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await sendAll();
  });
}

/** Sends at once, and whenever the phone comes online or the page back to the front. */
export function keepSending(): void {
  const send = () => {
    if (document.visibilityState === "visible") void sendSavedScans();
  };
  window.addEventListener("online", send);
  window.addEventListener("focus", send);
  document.addEventListener("visibilitychange", send);
  send();
}
