import type { SessionState } from "@/api/staff/types";

const states: Record<SessionState, string> = {
  planned: "Planned",
  open: "Open",
  closed: "Closed",
};

export const messages = {
  states,
  title: "Sessions",
  below: "Every roll-call of your courses, newest first",
  belowAll: "Every roll-call, newest first",
  search: "Search by course",
  course: "Course",
  anyCourse: "All courses",
  state: "State",
  anyState: "Any state",
  from: "From",
  to: "To",
  clear: "Show all",
  table: "Sessions",
  when: "When",
  attended: "Attended",
  rate: "Share",
  calledOff: "Called off",
  see: (course: string, when: string) => `${course}, ${when}`,
  inOf: (came: string, enrolled: string) => `${came} of ${enrolled}`,
  reopened: "Reopened",
  empty: "No session yet",
  emptyText: "A session appears here when you start or plan it from the dashboard.",
  emptyAction: "Open the dashboard",
  noMatch: "No session matches",
  noMatchText: "Choose other days, another course or another state.",
} as const;
