import type { AbsenceRequest, Matter, RegisterStatus, RequestState } from "@/api/staff/types";

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

export const messages = {
  title: "Requests",
  below: "What waits for your decision in your courses, the oldest first.",
  views: "Kinds of requests",
  all: "All",
  absence: "Absences",
  here: "I was here",
  scans: "Scans",
  decided: "Decided",
  search: "Student",
  course: "Course",
  everyCourse: "All courses",
  loading: "Loading requests",
  waiting: "What waits",
  pages: "requests",
  empty: "Nothing waits for you",
  emptyText: "Absence requests and “I was here” from your students stand here until you decide.",
  noneFound: "Nothing found",
  noneFoundText: "Nothing that waits matches this search or course.",
  noneDecided: "Nothing has been decided yet",
  kinds: {
    request: "Absence request",
    contest: "“I was here” on an absence",
    appeal: "“I was here” after a refused try",
    scan: "Tried to check in, and has no record",
  } satisfies Record<Matter, string>,
  reasons: {
    illness: "Illness",
    appointment: "Appointment",
    family: "Family",
    university: "University business",
    religion: "Religious day",
    other: "Other reason",
  } satisfies Record<AbsenceRequest["kind"], string>,
  states: {
    pending: "Waiting",
    approved: "Approved",
    declined: "Declined",
    withdrawn: "Withdrawn by the student",
    revoked: "Approval taken back",
  } satisfies Record<RequestState, string>,
  statuses: {
    present: "Present",
    late: "Late",
    excused: "Excused",
    absent: "Absent",
  } satisfies Record<RegisterStatus, string>,
  to: (first: string, last: string) => `${first} to ${last}`,
  oneClass: (when: string) => `Class of ${when}`,
  rate: (attended: number, counted: number, share: string) =>
    counted === 0 ? "No class counted yet" : `Attended ${attended} of ${counted} (${share})`,
  picture: "Open the picture",
  pdf: "Save the PDF",
  asked: (when: string) => `Asked ${when}`,
  said: (when: string) => `Said ${when}`,
  excuses: (count: number) => `Excuses ${plural(count, "absence", "absences")}.`,
  stays: (count: number) =>
    `${plural(count, "class", "classes")} attended: ${count === 1 ? "stays as it is" : "stay as they are"}.`,
  excused: (count: number) => `${plural(count, "class is", "classes are")} excused.`,
  ahead: (count: number) =>
    `${plural(count, "class", "classes")} without a record yet: excused when absences are written.`,
  noClass: "No class in these days yet: what comes is excused when absences are written.",
  classes: (count: number) => `Show ${plural(count, "class", "classes")}`,
  toCome: "No record yet",
  tries: "Tries to check in",
  noTries: "No try to check in is known.",
  shown: (when: string) => `code shown ${when}`,
  scanned: (when: string) => `scanned ${when} by the phone’s clock`,
  select: (name: string) => `Select the request of ${name}`,
  selected: (count: number) => `${count} selected`,
  approveSelected: "Approve selected",
  clear: "Clear",
  approve: "Approve",
  decline: "Decline",
  accept: "Accept",
  present: "Present",
  late: "Late",
  excusedVerdict: "Excused",
  revoke: "Take back",
  label: (what: string, name: string) => `${what}: ${name}`,
  approved: (name: string, changed: number) =>
    changed === 0
      ? `Approved: ${name}`
      : `Approved: ${name}, ${plural(changed, "absence", "absences")} excused`,
  approvedMany: (done: number, failed: number) =>
    failed === 0
      ? plural(done, "request approved", "requests approved")
      : `${done} approved, ${failed} could not be: they have been decided or withdrawn`,
  declined: (name: string) => `Declined: ${name}`,
  accepted: (name: string) => `Accepted: ${name}`,
  undone: (name: string) => `Undone: ${name}`,
  taken: (name: string) => `Approval taken back: ${name}`,
  declineTitle: (name: string) => `Decline: ${name}`,
  revokeTitle: (name: string) => `Take the approval back: ${name}`,
  revokeLead:
    "What this request has excused is absent again, where nothing else has happened to it since.",
  reason: "Reason",
  reasonHint: "The student reads it.",
  reasonMissing: "Say why: the student reads it.",
  cancel: "Cancel",
  by: (name: string, when: string) => `${name}, ${when}`,
};
