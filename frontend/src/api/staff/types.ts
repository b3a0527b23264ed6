/** The shapes the staff screens read, as the API contract states them. */

export type Id = number;

export type Role = "student" | "lecturer" | "bursar" | "admin";
export type SessionStateName = "planned" | "open" | "closed";
export type TokenKind = "rotating" | "fixed";
export type RegisterStatus = "present" | "late" | "excused" | "absent";
export type RegisterSource = "qr" | "typed" | "manual" | "kiosk" | "import";
export type Band = "high" | "standard" | "low";

export interface Organization {
  name: string;
  slug: string;
  timezone: string;
  currency: string;
}

export interface Me {
  id: Id;
  username: string;
  full_name: string;
  email: string;
  role: Role;
  organization: Organization | null;
  session: { seconds_left: number; absolute_seconds_left: number };
}

export interface Term {
  id: Id;
  name: string;
  first_day: string;
  last_day: string;
}

export interface Venue {
  id: Id;
  name: string;
  latitude: number;
  longitude: number;
  radius_m: number;
}

export interface CourseRef {
  id: Id;
  code: string;
  name: string;
}

export interface Course extends CourseRef {
  term: Term;
  lecturers: { id: Id; full_name: string }[];
  is_active: boolean;
  join_code: string | null;
  enrolled_count: number;
  default_venue: Venue | null;
}

export interface StudentRef {
  id: Id;
  student_id: string;
  full_name: string;
}

/** A student as the search gives them. */
export interface Student extends StudentRef {
  programme: string;
  year: number | null;
}

export interface Enrollment {
  id: Id;
  student: StudentRef;
  from_date: string;
  to_date: string | null;
}

export interface AttendanceToken {
  id: Id;
  kind: TokenKind;
  valid_until: string | null;
  revoked_at: string | null;
}

export interface Session {
  id: Id;
  course: CourseRef;
  state: SessionStateName;
  opens_at: string;
  opened_at: string | null;
  closes_at: string;
  closed_at: string | null;
  venue_name: string;
  fence: { latitude: number; longitude: number; radius_m: number } | null;
  policy: { code_period_s: number; late_after_min: number; geofence_mode: string };
  token: AttendanceToken | null;
  enrolled_count: number;
  present_count: number;
  late_count: number;
  reopen_count: number;
}

export interface Reason {
  code: string;
  text: string;
}

export interface RowChange {
  id: Id;
  at: string;
  by: string;
  from_status: RegisterStatus | null;
  to_status: RegisterStatus | null;
  reason: string;
}

export interface RegisterRow {
  student: StudentRef;
  status: RegisterStatus | null;
  source: RegisterSource | null;
  arrived_at: string | null;
  recorded_at: string | null;
  band: Band | null;
  reasons: Reason[];
  contested: boolean;
  enrolled: boolean;
  attempts: number;
  last_change: RowChange | null;
}

export interface LiveCounts {
  present: number;
  late: number;
  excused: number;
  absent: number;
  enrolled: number;
  review: number;
}

export interface LiveState {
  version: string;
  server_time_ms: number;
  session: Session;
  counts: LiveCounts;
  rows: RegisterRow[];
}

export type LiveAnswer = { version: string; changed: false } | ({ changed: true } & LiveState);

export type ReviewKind = "received_late" | "appeal" | "contested";

export interface ReviewItem {
  attempt_id: Id;
  kind: ReviewKind;
  student: StudentRef;
  at: string;
  claimed_at: string | null;
  outcome: string;
  reason_text: string;
  note: string;
}

export interface ProjectorCode {
  step: number;
  url: string;
  valid_from_ms: number;
  valid_until_ms: number;
}

export interface TypedCode {
  code: string;
  valid_from_ms: number;
  valid_until_ms: number;
}

export interface ProjectorState {
  session: Session;
  server_time_ms: number;
  period_ms: number;
  kind: TokenKind;
  codes: ProjectorCode[];
  typed: TypedCode[];
  counts: { arrived: number; enrolled: number };
}

export interface Page<Item> {
  count: number;
  next: string | null;
  previous: string | null;
  results: Item[];
}

export interface NewSession {
  course: Id;
  venue?: Id | null;
  position?: { latitude: number; longitude: number; accuracy_m: number };
  opens_at?: string;
  closes_after_min?: number;
  kind?: TokenKind;
}

export interface NewCourse {
  code: string;
  name: string;
  term: Id;
  default_venue?: Id | null;
}

export interface NewVenue {
  name: string;
  latitude: number;
  longitude: number;
  radius_m: number;
}
