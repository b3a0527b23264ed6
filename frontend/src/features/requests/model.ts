import type { AbsenceRequest, Matter, Waiting, WaitingCounts } from "@/api/staff/types";
import { messages } from "./messages";

/** What a person looks at: all that waits, a part of it, or what has been decided. */
export const VIEWS = ["all", "absence", "here", "scans", "decided"] as const;
export type View = (typeof VIEWS)[number];

const KINDS: Record<Exclude<View, "decided">, Matter[]> = {
  all: [],
  absence: ["request"],
  here: ["contest", "appeal"],
  scans: ["scan"],
};

/** The view that an address names; all for what is none. */
export const viewOf = (name: string | undefined): View =>
  VIEWS.find((view) => view === name) ?? "all";

/** The kinds of matters of a view; empty means all. */
export const kindsOf = (view: View): Matter[] => (view === "decided" ? [] : KINDS[view]);

/** How much waits in a view; null for what has been decided, which nobody counts. */
export function countOf(view: View, counts: WaitingCounts): number | null {
  if (view === "decided") return null;
  if (view === "all") return counts.total;
  if (view === "absence") return counts.requests;
  return view === "here" ? counts.contests + counts.appeals : counts.scans;
}

/** A name for a matter that no other has. */
export const keyOf = ({ kind, request, dispute }: Waiting): string =>
  `${kind}-${request?.id ?? dispute?.id}`;

/** What an approval would do, or has done, sentence by sentence. */
export function effectsOf({ classes, state }: AbsenceRequest): string[] {
  const count = (test: (status: string | null) => boolean) =>
    classes.filter(({ status }) => test(status)).length;
  const absent = count((status) => status === "absent");
  const attended = count((status) => status === "present" || status === "late");
  const excused = count((status) => status === "excused");
  const ahead = count((status) => status === null);
  const waiting = state === "pending";
  const said = [
    waiting && absent > 0 && messages.excuses(absent),
    excused > 0 && messages.excused(excused),
    attended > 0 && messages.stays(attended),
    (waiting || state === "approved") && ahead > 0 && messages.ahead(ahead),
    waiting && classes.length === 0 && messages.noClass,
  ];
  return said.filter((words) => words !== false);
}
