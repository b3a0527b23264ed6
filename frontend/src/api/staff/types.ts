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
export type Student = Schemas["Person"];
export type Enrollment = Schemas["Enrollment"];
export type RosterChange = Schemas["RosterAnswer"];

export type Policy = Schemas["OrganizationPolicy"];
export type PolicySetting = Schemas["PolicySetting"];
/** A course's rules beside its organisation's. */
export type CoursePolicy = Schemas["CoursePolicy"];
export type PolicyPreview = Schemas["PolicyPreview"];
export type AuditEntry = Schemas["AuditEntry"];
/** What narrows the audit trail. */
export type AuditFilters = Omit<NonNullable<operations["audit"]["parameters"]["query"]>, "cursor">;

export type Session = Schemas["Session"];
export type SessionState = Schemas["SessionStateEnum"];
export type TokenKind = Schemas["TokenKindEnum"];

export type RegisterRow = Schemas["RegisterRow"];
export type RegisterStatus = Schemas["RecordStatusEnum"];
export type RegisterSource = Schemas["SourceEnum"];
export type LiveCounts = Schemas["RegisterCounts"];
export type ReviewItem = Schemas["ReviewItem"];
export type ReviewKind = Schemas["ReviewKindEnum"];
export type Decision = Schemas["DecisionEnum"];

/** The live register as a whole, which an answer without news leaves out. */
export interface LiveState {
  version: string;
  server_time_ms: number;
  session: Session;
  counts: LiveCounts;
  rows: RegisterRow[];
}

/** The schema cannot say that the rest is there exactly when `changed` is true. */
export type LiveAnswer = { version: string; changed: false } | ({ changed: true } & LiveState);

export type ProjectorState = Schemas["Projector"];
export type ProjectorCode = Schemas["ShownCode"];
export type TypedCode = Schemas["ShownTyped"];

export type NewSession = Omit<Schemas["SessionInputRequest"], "kind"> & { kind?: TokenKind };
export type NewCourse = Schemas["CourseInputRequest"];
export type CourseChange = Schemas["PatchedCourseChangeRequest"];
export type NewTerm = Schemas["TermInputRequest"];
export type NewVenue = Schemas["VenueInputRequest"];

export type ImportRun = Schemas["Import"];
export type ImportState = Schemas["ImportStateEnum"];
export type ImportKind = Schemas["ImportKind"];
export type ImportRow = Schemas["ImportRow"];
export type ImportResult = ImportRow["result"];
export type ImportKeptRow = Schemas["ImportKeptRow"];
