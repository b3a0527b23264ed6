export interface OrganisationInfo {
  name: string;
  slug: string;
  timezone: string;
  currency: string;
}

export interface Me {
  id: number | string;
  username: string;
  full_name: string;
  email: string;
  role: "student" | "lecturer" | "bursar" | "admin";
  organization: OrganisationInfo | null;
  student: {
    id: number | string;
    student_id: string;
    programme: string;
    year: number | null;
  } | null;
  lecturer: { id: number | string; staff_id: string; department: string } | null;
}

export interface CourseRef {
  id: number | string;
  code: string;
  name: string;
}

export type RecordStatus = "present" | "late" | "excused" | "absent";
export type RecordSource = "qr" | "typed" | "manual" | "kiosk" | "import";

export interface MyRecord {
  id: number | string;
  session_id: number | string;
  course: CourseRef;
  status: RecordStatus;
  source: RecordSource | null;
  arrived_at: string | null;
  recorded_at: string;
  reference: string;
  contested: boolean;
}

export interface Appeal {
  note: string;
  at: string;
  decision: string | null;
}

export interface MyAttempt {
  id: number | string;
  at: string;
  course: CourseRef | null;
  outcome: string;
  text: string;
  source: RecordSource;
  appeal: Appeal | null;
}

export interface HomeSession {
  id: number | string;
  course: CourseRef;
  venue_name: string;
  opens_at: string;
  closes_at: string;
  state: "planned" | "open" | "closed";
  my_record: MyRecord | null;
}

export interface StudentHome {
  server_time_ms: number;
  open_sessions: HomeSession[];
  recent_attempts: MyAttempt[];
  recent_records: MyRecord[];
}

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export type OutcomeName =
  | "accepted"
  | "accepted_for_review"
  | "already_checked_in"
  | "sign_in_required"
  | "location_required"
  | "session_not_open"
  | "received_late";

export interface CheckInRecord extends MyRecord {
  late_by_s: number | null;
  late_limit_s: number;
  reasons: { code: string; text: string }[];
}

export interface OutcomeSession {
  id: number | string;
  opens_at: string;
  closes_at: string;
  venue_name: string;
  geofence_mode: "off" | "record" | "flag" | "enforce";
  late_after_min: number;
  finish_within_s: number;
}

/** What the server says about a claim, a finish or a typed code. */
export interface Outcome {
  outcome: OutcomeName;
  claim_id: string | null;
  attempt_id: number | string | null;
  organization: { name: string };
  course: CourseRef;
  session: OutcomeSession;
  record: CheckInRecord | null;
  location_wanted: boolean;
  opens_in_s: number | null;
  server_time_ms: number;
}

export type LocationStatus = "granted" | "denied" | "unavailable" | "timeout" | "not_asked";

export interface Finish {
  location: { latitude: number; longitude: number; accuracy_m: number; age_s: number } | null;
  location_status: LocationStatus;
  without_location: boolean;
}
