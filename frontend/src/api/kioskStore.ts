import { organisationPath } from "./organisation";

/** An entry that its owner has confirmed and the server has not answered yet. */
export interface Waiting {
  ticket: string;
  name: string;
}

/** What a device in kiosk mode keeps, over reloads and lost connections. */
export interface KioskState {
  token: string;
  session: number;
  waiting: Waiting[];
}

const key = () => `attendance.kiosk${organisationPath()}`;

/** What this device keeps as a kiosk, or null when it is none. */
export function readKiosk(): KioskState | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key()) ?? "null") as KioskState | null;
    return kept !== null && typeof kept.token === "string" && Array.isArray(kept.waiting)
      ? kept
      : null;
  } catch {
    return null;
  }
}

/** Keeps it; null when the device is a kiosk no more. Returns whether it could be kept. */
export function writeKiosk(state: KioskState | null): boolean {
  try {
    if (state === null) localStorage.removeItem(key());
    else localStorage.setItem(key(), JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}
