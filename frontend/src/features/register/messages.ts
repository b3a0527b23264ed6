import type { RegisterSource, RegisterStatus } from "@/api/staff/types";
import { formatNumber } from "@/lib/zonedFormat";
import type { Filter } from "./model";

const statuses: Record<RegisterStatus, string> = {
  present: "Present",
  late: "Late",
  excused: "Excused",
  absent: "Absent",
};

const filters: Record<Filter, string> = {
  at_risk: "Below the threshold",
  present: "Present at least once",
  late: "Late at least once",
  excused: "Excused at least once",
  absent: "Absent at least once",
  not_yet: "Without a mark",
  contested: "Contested absences",
  doubtful: "Doubtful check-ins",
  changed: "Changed later",
  walk_in: "Came without being enrolled",
  left: "Not enrolled any more",
};

/** The same where a single session is in sight. */
const filtersHere: Record<Filter, string> = {
  ...filters,
  present: statuses.present,
  late: statuses.late,
  excused: statuses.excused,
  absent: statuses.absent,
};

const sources: Record<RegisterSource, string> = {
  qr: "Scanned the code",
  typed: "Typed the code",
  manual: "Marked by hand",
  kiosk: "At the kiosk",
  import: "Imported",
};

const kinds = {
  mark: "Marked",
  undo: "Undone",
  check_in: "Checked in",
  decision: "Attempt accepted",
  contest: "“I was here” accepted",
  excuse: "Excused by a request",
  unexcuse: "Excuse withdrawn",
} as const;

const counted = (count: number, one: string, many: string): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

export const messages = {
  statuses,
  filters,
  filtersHere,
  sources,
  kinds,
  title: (code: string) => `${code} register`,
  loading: "Loading the register",
  from: "From",
  to: "To",
  search: "Search by name or number",
  show: "Show",
  everyone: "Everyone",
  print: "Print a list",
  shown: (shown: number, all: number) =>
    shown === all
      ? counted(all, "student", "students")
      : `${formatNumber(shown)} of ${all} students`,
  sessions: (count: number) => counted(count, "session", "sessions"),
  earlier: "Earlier sessions",
  later: "Later sessions",
  page: (page: number, pages: number) => `Part ${pages - page + 1} of ${pages}`,
  noSessions: "No sessions in these days",
  noSessionsText: "Choose other days, or start a session on the course's page.",
  toCourse: "To the course",
  nobody: "No student matches",
  clear: "Show everyone",
  noStudents: "Nobody is enrolled in these days",
  student: "Student",
  rate: "Rate",
  rateOf: (attended: number, counted: number) => `${attended} of ${counted}`,
  belowThreshold: (percent: number) => `below ${percent} %`,
  notYet: "not yet",
  notEnrolled: "not enrolled that day",
  planned: "not open yet",
  contested: "contested",
  doubtful: "doubtful",
  changed: "changed later",
  walkIn: "not enrolled that day",
  gone: "left",
  legend: "P present, L late, E excused, A absent, · not yet. ",
  keys: "Arrows move, Shift selects, P L E A mark, Enter goes down, H shows the history, Ctrl+Z takes back.",
  sessionBefore: "The session before",
  sessionAfter: "The session after",
  sessionMenu: "What to do with this session",
  cameOf: (came: number, enrolled: number, rest: number) =>
    `${formatNumber(came)} of ${enrolled} came${rest > 0 ? `, ${formatNumber(rest)} without a mark` : ""}`,
  gridLabel: (code: string) => `Register of ${code}`,
  columnMenu: "what to do with this session",
  restPresent: (count: number) => `Mark ${formatNumber(count)} without a mark present`,
  restAbsent: (count: number) => `Mark ${formatNumber(count)} without a mark absent`,
  selectColumn: "Select everyone in sight",
  openSession: "Open the session",
  printOne: "Print a list",
  came: (came: number, enrolled: number) => `${came}/${enrolled}`,
  cameLabel: (came: number, enrolled: number) => `${came} of ${enrolled} came`,
  selected: (count: number) => counted(count, "cell", "cells"),
  markAs: (status: RegisterStatus) => `Mark as ${statuses[status].toLowerCase()}`,
  history: "History",
  marked: (count: number, status: RegisterStatus) =>
    `${counted(count, "cell", "cells")} marked ${statuses[status].toLowerCase()}.`,
  markedOne: (name: string, status: RegisterStatus) =>
    `${name}: ${statuses[status].toLowerCase()}.`,
  undone: (count: number) => `${counted(count, "mark", "marks")} taken back.`,
  notUndone: (count: number) =>
    `${counted(count, "mark was", "marks were")} not taken back: changed since, or too long ago.`,
  refused: (count: number) =>
    `${counted(count, "cell was", "cells were")} not marked: the session has not opened, or the student is not in this course. Add them as a walk-in.`,
  saving: "Saving…",
  saved: "All saved",
  opposite: "Taken back",
  nothingToUndo: "There is nothing to take back.",
  tooMany: (most: number) => `Mark at most ${formatNumber(most)} cells at once.`,
  reasonTitle: (count: number) => `Why change ${counted(count, "cell", "cells")}?`,
  reason: "Reason",
  reasonText:
    "The session is closed, so each change keeps a reason. It stays for what you mark next, until you change it.",
  reasonIdeas: ["Was in the room", "Left early", "Medical", "Entered from a paper list"],
  reasonMissing: "Say why.",
  reasonSave: "Save",
  reasonKept: (reason: string) => `Reason for closed sessions: ${reason}`,
  reasonForget: "Ask again",
  cancel: "Cancel",
  close: "Close",
  conflictsTitle: (count: number) =>
    count === 1
      ? "Somebody else changed this meanwhile"
      : `Somebody else changed ${formatNumber(count)} cells meanwhile`,
  conflictsText: "Nothing was overwritten. Below what you meant is what stands now.",
  conflictYours: "You",
  conflictTheirs: "Now",
  conflictBy: (by: string, at: string) => `${by}, ${at}`,
  ownCheckIn: "the student's own check-in",
  keepTheirs: "Keep what stands",
  useMine: "Use mine",
  historyTitle: (name: string) => name,
  historyNone: "No later change.",
  historyFirst: "Recorded",
  historyArrived: "Arrived",
  historyAttempts: (count: number) => counted(count, "try to check in", "tries to check in"),
  by: (who: string) => `by ${who}`,
  someone: "somebody",
  nothing: "no mark",
  entry: "Quick entry",
  entryText:
    "Type or scan a number and press Enter: the student is marked, and the field is ready for the next.",
  entrySession: "Session",
  entryStatus: "Mark as",
  entryNumber: "Student number",
  entryUnknown: (number: string) => `${number} is not in this register.`,
  entryAlready: (name: string, status: RegisterStatus) =>
    `${name} was marked ${statuses[status].toLowerCase()} already.`,
  walkInAdd: "Add a walk-in",
  walkInTitle: "Who came without being enrolled?",
  walkInSearch: "Name or student number",
  walkInEnrol: "Enrol in the course too, from that day",
  walkInNone: "Nobody of that name or number.",
  walkInHint: "Students of the whole organisation. A walk-in is recorded, and counts in no rate.",
  walkInOne: (name: string) => `Record ${name} as present`,
  walkInThere: "in the register",
  walkInDone: (name: string) => `${name} is recorded as present.`,
  record: "Record",
  printTitle: (code: string) => `${code} attendance list`,
  printNow: "Print",
  printBack: "Register",
  printSessions: "Sessions on the list",
  printBlank: "Empty columns beside them",
  printNumber: "No.",
  printId: "Number",
  printName: "Name",
  printSignature: "Signature",
  printPeople: (count: number) => counted(count, "student", "students"),
  printNobody: "Nobody is enrolled on the days of this list.",
} as const;
