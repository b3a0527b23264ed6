import type { components, operations } from "../generated/schema";

type Schemas = components["schemas"];

/** The shapes the staff screens read, named as the screens speak of them. */
export type Id = number;

export type Me = Schemas["Me"];
export type Term = Schemas["Term"];
export type Venue = Schemas["Venue"];
export type Course = Schemas["Course"];
/** What narrows, sorts and cuts the list of courses. */
export type CourseQuery = NonNullable<operations["courses"]["parameters"]["query"]>;
export type ClassSchedule = Schemas["Schedule"];
export type NewSchedule = Schemas["ScheduleInputRequest"];
export type Holiday = Schemas["Holiday"];
export type NewHoliday = Schemas["HolidayInputRequest"];
export type Student = Schemas["Person"];
export type Enrollment = Schemas["Enrollment"];
export type RosterChange = Schemas["RosterAnswer"];

export type Policy = Schemas["OrganizationPolicy"];
export type PolicySetting = Schemas["PolicySetting"];
/** A course's rules beside its organisation's. */
export type Distances = Schemas["Distances"];
export type CoursePolicy = Schemas["CoursePolicy"];
export type PolicyPreview = Schemas["PolicyPreview"];
export type AuditEntry = Schemas["AuditEntry"];
/** What narrows the audit trail. */
export type AuditFilters = Omit<NonNullable<operations["audit"]["parameters"]["query"]>, "cursor">;

/** One class of a day: of a schedule, or a session of its own. */
export type ClassEntry = Schemas["Class"];

export type Session = Schemas["Session"];
export type SessionState = Schemas["SessionStateEnum"];
export type TokenKind = Schemas["TokenKindEnum"];

export type RegisterRow = Schemas["RegisterRow"];
export type SessionStudent = Schemas["RegisterStudent"];
export type RegisterStatus = Schemas["RecordStatusEnum"];
export type RegisterSource = Schemas["SourceEnum"];
export type LiveCounts = Schemas["RegisterCounts"];
export type ReviewItem = Schemas["ReviewItem"];
export type Review = Schemas["Review"];
export type Question = Schemas["Question"];
export type StudentAttempt = Schemas["StudentAttempt"];
export type RecordChange = Schemas["Revision"];
export type ChangeKind = Schemas["ChangeKindEnum"];
export type EventKind = Schemas["SessionEventKindEnum"];
export type ReviewKind = Schemas["ReviewKindEnum"];
export type Decision = Schemas["DecisionEnum"];

export type Matter = Schemas["MatterEnum"];
export type Waiting = Schemas["DecisionItem"];
export type WaitingCounts = Schemas["DecisionCounts"];
export type Dispute = Schemas["Dispute"];
export type AbsenceRequest = Schemas["AbsenceRequest"];
export type RequestState = Schemas["RequestStateEnum"];
export type RequestAct = Schemas["RequestDecisionInputRequest"]["act"];
export type ContestVerdict = Schemas["ContestDecisionInputRequest"]["decision"];

/** What every answer with news tells of a session. */
interface LiveNews {
  version: string;
  server_time_ms: number;
  /** Attempts that wait for a decision. */
  waiting: number;
  /** Another one when the review queue may be another one. */
  sent: string;
  rows: RegisterRow[];
}

interface LiveWhole extends LiveNews {
  session: Session;
  counts: LiveCounts;
}

/** The live register as a whole, as a screen has put it together from answers. */
export interface LiveState extends LiveWhole {
  /** When the last news came, and when everything was told, by the browser's clock in ms. */
  received_at: number;
  whole_at: number;
}

/** The schema cannot say which parts are there when. */
export type LiveAnswer =
  | { version: string; changed: false }
  | ({ changed: true; everything: true } & LiveWhole)
  | ({ changed: true; everything: false } & LiveNews);

export type ProjectorState = Schemas["Projector"];
export type ProjectorCode = Schemas["ShownCode"];
export type TypedCode = Schemas["ShownTyped"];

export type NewSession = Omit<Schemas["SessionInputRequest"], "kind"> & { kind?: TokenKind };
export type NewCourse = Schemas["CourseInputRequest"];
export type CourseChange = Schemas["PatchedCourseChangeRequest"];
/** Which state of a row a change has seen; none of what a switch changes alone. */
export type Seen = { version?: string };
export type NewTerm = Schemas["TermInputRequest"];
export type NewVenue = Schemas["VenueInputRequest"];

export type ImportRun = Schemas["Import"];
export type ImportState = Schemas["ImportStateEnum"];
export type ImportKind = Schemas["ImportKind"];
export type ImportRow = Schemas["ImportRow"];
export type ImportResult = ImportRow["result"];
export type ImportKeptRow = Schemas["ImportKeptRow"];

type Grid = Schemas["Grid"];
/** A course's register as a whole, which an answer without news leaves out. */
export type Register = Required<Omit<Grid, "changed">>;
export type RegisterAnswer = { version: string; changed: false } | ({ changed: true } & Register);
export type RegisterSession = Schemas["GridSession"];
export type RegisterStudent = Schemas["GridStudent"];
/** Days of the organisation, both included, and a page of sessions. */
export type RegisterRange = { from?: string; to?: string; page?: number };
export type CellMark = Schemas["CellMarkInputRequest"];
export type CellConflict = Schemas["CellConflict"];
export type CellsMarked = Schemas["GridMarked"];
export type Cell = Schemas["Cell"];
