import { CheckInFlow, type Entry } from "./flow";
import { firstOnItsWay } from "./protocol";

/** The page is drawn after this time even if the claim could not leave yet. */
const DRAW_AFTER_MS = 350;

let begun: { code: string; flow: CheckInFlow } | null = null;

/**
 * Posts the claim for a scanned code before the page draws anything: on a slow
 * phone that is a second earlier, and a code lives for a few only. Resolves
 * when the claim is on its way and the processor is free for the page.
 */
export async function beginCheckIn(code: string): Promise<void> {
  const flow = new CheckInFlow({ kind: "qr", code });
  begun = { code, flow };
  flow.start();
  const enough = new Promise((resolve) => setTimeout(resolve, DRAW_AFTER_MS));
  await Promise.race([firstOnItsWay, enough]);
}

/** The check-in of an entry: the one that was begun before, else a new one. */
export function takeCheckIn(entry: Entry): CheckInFlow {
  const early = entry.kind === "qr" && begun?.code === entry.code ? begun.flow : null;
  return early ?? new CheckInFlow(entry);
}

/** Ends a check-in with its page: the same code scanned later is another one. */
export function leaveCheckIn(flow: CheckInFlow): void {
  flow.dispose();
  if (begun?.flow === flow) begun = null;
}
