import type { ClassInfo } from "./views";

const KEY = "attendance.claim";

/** A claim under way, kept for this tab so that log-in and reload return to it. */
export interface KeptClaim {
  code: string;
  client_reference: string;
  claim_id: string | null;
  /** What to show while the user signs in. */
  info: ClassInfo | null;
}

/** The kept claim if it is for this code. */
export function keptClaim(code: string): KeptClaim | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as KeptClaim | null;
    return kept?.code === code ? kept : null;
  } catch {
    return null;
  }
}

export function keepClaim(claim: KeptClaim): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(claim));
  } catch {
    // Without storage the claim lives as long as the page.
  }
}

export function forgetClaim(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
