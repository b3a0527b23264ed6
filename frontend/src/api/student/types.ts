import type { components } from "../generated/schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type CourseRef = Schemas["CourseName"];
export type RecordStatus = Schemas["RecordStatusEnum"];
export type MyRecord = Schemas["MyRecord"];
export type MyAttempt = Schemas["MyAttempt"];
export type HistoryRecord = Schemas["HistoryRecord"];
export type MyEdit = Schemas["MyEdit"];
export type MyCourse = Schemas["MyCourse"];
export type MyCourseDetail = Schemas["MyCourseDetail"];
export type MyCourses = Schemas["MyCourses"];
export type StoredKind = Schemas["StoredKind"];
export type MyRequest = Schemas["MyRequest"];
export type MyRequestPart = Schemas["MyRequestPart"];
export type RequestOptions = Schemas["RequestOptions"];
export type AbsenceReason = Schemas["AbsenceReasonEnum"];
export type HomeSession = Schemas["OpenSession"];
export type StudentHome = Schemas["StudentHome"];
export type CheckInRecord = Schemas["CheckInRecord"];
/** What the server says about a claim, a finish or a typed code. */
export type Outcome = Schemas["CheckIn"];
export type ClaimBody = Schemas["ClaimInputRequest"];
export type TypedBody = Schemas["TypedInputRequest"];
export type Finish = Schemas["FinishInputRequest"];
