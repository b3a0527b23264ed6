import { request } from "@/api/client";
import type { ClaimBody, Finish, Outcome, TypedBody } from "@/api/student/types";
import type { DeviceKey } from "./deviceKey";

/** A check-in must answer or be tried again well before a code is out of date. */
const ANSWER_WITHIN_MS = 10_000;

let onWay: (() => void) | undefined;

/** Resolves once the first request has left. */
export const firstOnItsWay = new Promise<void>((resolve) => {
  onWay = resolve;
});

async function post(path: string, purpose: string, body: unknown, key: DeviceKey | null) {
  const raw = JSON.stringify(body);
  const headers: Record<string, string> = {};
  if (key) headers["X-Device-Signature"] = await key.sign(`${purpose}\n${raw}`);
  const answer = request<Outcome>(path, { raw, headers, timeout: ANSWER_WITHIN_MS });
  onWay?.();
  return answer;
}

/** Posts a scanned code, signed over the exact bytes of the body. */
export const postClaim = (body: ClaimBody, key: DeviceKey | null): Promise<Outcome> =>
  post("/api/claims/", "attendance-claim:v1", body, key);

/** Finishes a claim of this browser, with the location if one was wanted. */
export const postFinish = (claim: string, body: Finish, key: DeviceKey | null): Promise<Outcome> =>
  post(`/api/claims/${claim}/finish/`, `attendance-finish:v1\n${claim}`, body, key);

/** Posts a typed code; only for a signed-in student. */
export const postTyped = (body: TypedBody, key: DeviceKey | null): Promise<Outcome> =>
  post("/api/check-ins/typed/", "attendance-typed:v1", body, key);
