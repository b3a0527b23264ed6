import { HttpResponse, http, type JsonBodyType } from "msw";
import type { ErrorBody } from "@/api/errors";
import type { CheckInRecord, Outcome } from "@/api/student/types";
import { server } from "./server";

export const CODE = "AB3DEF7H0123456789JK";
export const CLAIM = "11111111-1111-4111-8111-111111111111";

const course = { id: 7, code: "CS201", name: "Algorithms" };

/** A record as the server gives it after a check-in at 09:02 UTC. */
export const aRecord = (change: Partial<CheckInRecord> = {}): CheckInRecord => ({
  id: 1,
  session_id: 5,
  status: "present",
  source: "qr",
  arrived_at: "2026-11-23T09:02:11Z",
  recorded_at: "2026-11-23T09:02:12Z",
  reference: "7F2A9KQ4",
  late_by_s: null,
  late_limit_s: 600,
  reasons: [],
  ...change,
});

type Change = Partial<Omit<Outcome, "session">> & { session?: Partial<Outcome["session"]> };

/** An answer of the check-in endpoints. */
export const anOutcome = (outcome: Outcome["outcome"], change: Change = {}): Outcome => ({
  outcome,
  claim_id: null,
  attempt_id: null,
  organization: { name: "Northfield University" },
  course,
  record: null,
  location_wanted: false,
  opens_in_s: null,
  server_time_ms: Date.parse("2026-11-23T09:02:12Z"),
  ...change,
  session: {
    id: 5,
    opens_at: "2026-11-23T09:00:00Z",
    closes_at: "2026-11-23T09:15:00Z",
    venue_name: "Room 4",
    geofence_mode: "off",
    late_after_min: 10,
    finish_within_s: 120,
    ...change.session,
  },
});

/** An error body. */
export const anError = (
  code: ErrorBody["code"],
  params: Record<string, unknown> = {},
): ErrorBody => ({ code, detail: "Refused.", params, request_id: "7f2a91c0" });

export interface Received {
  path: string;
  raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of several shapes
  body: any;
  token: string | null;
  signature: string | null;
}

type Answer = { status?: number; body: JsonBodyType } | "no answer";

/**
 * Plays the check-in endpoints: each answer is used once, the last one for ever.
 * Returns what was asked, as it comes in.
 */
export function playCheckIn(...answers: Answer[]): Received[] {
  const received: Received[] = [];
  server.use(
    http.post(/\/api\/(claims|check-ins|attempts)\/.*$/, async ({ request }) => {
      const raw = await request.text();
      received.push({
        path: new URL(request.url).pathname,
        raw,
        body: raw ? JSON.parse(raw) : null,
        token: request.headers.get("Authorization"),
        signature: request.headers.get("X-Device-Signature"),
      });
      const answer = answers[Math.min(received.length, answers.length) - 1];
      if (answer === undefined || answer === "no answer") return HttpResponse.error();
      return HttpResponse.json(answer.body, { status: answer.status ?? 200 });
    }),
  );
  return received;
}

type FixPlan = { accuracy: number } | "denied" | "unavailable" | "timeout";

/** Gives the page a position, or a reason why there is none; each plan is used once. */
export function playLocation(...plans: FixPlan[]): void {
  let asked = 0;
  const watchPosition = (found: PositionCallback, failed: PositionErrorCallback) => {
    const plan = plans[Math.min(asked++, plans.length - 1)];
    const codes = { denied: 1, unavailable: 2, timeout: 3 };
    const constants = { PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as const;
    setTimeout(() => {
      if (plan === undefined) return;
      if (typeof plan === "string") {
        failed({ code: codes[plan], message: "", ...constants } as GeolocationPositionError);
        return;
      }
      const coords = { latitude: 51.50012, longitude: -0.12431, accuracy: plan.accuracy };
      found({ timestamp: Date.now(), coords } as GeolocationPosition);
    }, 5);
    return 1;
  };
  Object.defineProperty(navigator, "geolocation", {
    configurable: true,
    value: { watchPosition, clearWatch: () => undefined },
  });
}
