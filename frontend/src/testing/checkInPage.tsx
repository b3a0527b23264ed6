import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, vi } from "vitest";
import { storeToken } from "@/api/token";
import { CheckIn } from "@/features/check-in/components/CheckIn";
import type { Entry } from "@/features/check-in/flow";
import { anOutcome, aRecord, CLAIM, CODE } from "./checkIn";

/** A student of a university whose clocks show UTC. */
export const USER = {
  full_name: "Amara Okafor",
  username: "amara",
  role: "student",
  organization: { name: "Northfield University", slug: "n", timezone: "UTC", currency: "GBP" },
};

/** Signs somebody in on this phone. */
export function signInAs(user: object = USER) {
  storeToken("token-1", "");
  localStorage.setItem("attendance.me", JSON.stringify(user));
}

/** Opens the check-in page at what was scanned or typed. */
export function open(entry: Entry = { kind: "qr", code: CODE }) {
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
/** Waits until the page is in a state. */
export const reaches = (name: string) =>
  waitFor(() => expect(state()).toBe(name), { timeout: 9000 });
/** A text on the page itself, not in what is announced. */
export const shown = (text: string | RegExp) => within(screen.getByRole("main")).getByText(text);
export const press = (name: RegExp | string) =>
  userEvent.click(screen.getByRole("button", { name }));

/** The server's answers. */
export const accepted = { status: 201, body: anOutcome("accepted", { record: aRecord() }) };
export const wantsLocation = {
  status: 202,
  body: anOutcome("location_required", {
    claim_id: CLAIM,
    location_wanted: true,
    session: { geofence_mode: "enforce" },
  }),
};
export const wantsSignIn = {
  status: 202,
  body: anOutcome("sign_in_required", { claim_id: CLAIM }),
};
