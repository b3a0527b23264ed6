import type { Guardian, Lecturer, StaffMember, Student } from "@/api/staff/people";
import { messages } from "./messages";
import type { FormField, Known, Values } from "./model";

const NAME: FormField = {
  name: "full_name",
  label: messages.fullName,
  maxLength: 200,
  required: true,
};
const ACCOUNT: readonly FormField[] = [
  { name: "email", label: messages.email, type: "email", maxLength: 254 },
  { name: "phone", label: messages.phone, type: "tel", hint: messages.phoneHint, maxLength: 40 },
];
const username = (isNew: boolean): FormField => ({
  name: "username",
  label: messages.username,
  hint: isNew ? messages.usernameHint : undefined,
  maxLength: 150,
  required: !isNew,
});

/** The fields of a student; of somebody new the user name may stay empty. */
export const studentFields = (isNew: boolean): readonly FormField[] => [
  NAME,
  { name: "student_id", label: messages.studentNumber, maxLength: 40, required: true },
  { name: "programme", label: messages.programme, maxLength: 120 },
  { name: "year", label: messages.yearLabel, type: "year", maxLength: 4 },
  ...ACCOUNT,
  username(isNew),
];

export const lecturerFields = (isNew: boolean): readonly FormField[] => [
  NAME,
  { name: "staff_id", label: messages.staffNumber, maxLength: 40, required: true },
  { name: "department", label: messages.department, maxLength: 120 },
  ...ACCOUNT,
  username(isNew),
];

export const staffFields: readonly FormField[] = [NAME, username(false), ...ACCOUNT];

export const guardianFields: readonly FormField[] = [
  { name: "name", label: messages.fullName, maxLength: 200, required: true },
  { name: "email", label: messages.email, type: "email", maxLength: 254 },
  {
    name: "phone",
    label: messages.phone,
    type: "tel",
    hint: messages.phoneHint,
    maxLength: 40,
  },
];

const ofAccount = ({ full_name, account }: Student | Lecturer | StaffMember): Values => ({
  full_name,
  username: account?.username ?? "",
  email: account?.email ?? "",
  phone: account?.phone ?? "",
});

const known = (row: { id: number; version: string }, values: Values): Known => ({
  id: row.id,
  version: row.version,
  values,
});

export const knownStudent = (student: Student): Known =>
  known(student, {
    ...ofAccount(student),
    student_id: student.student_id,
    programme: student.programme,
    year: student.year === null ? "" : String(student.year),
  });

export const knownLecturer = (lecturer: Lecturer): Known =>
  known(lecturer, {
    ...ofAccount(lecturer),
    staff_id: lecturer.staff_id,
    department: lecturer.department,
  });

export const knownStaff = (member: StaffMember): Known => known(member, ofAccount(member));

export const knownGuardian = (guardian: Guardian): Known => {
  const { name, email, phone } = guardian;
  return known(guardian, { name, email, phone });
};
