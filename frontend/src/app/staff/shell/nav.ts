import type { Me } from "@/api/staff/types";
import { messages } from "../messages";

type Role = Me["role"];

/** A page in the navigation, and to whom it is offered. */
export interface NavEntry {
  to: string;
  label: string;
  roles: readonly Role[];
  /** Whether it bears the number of what waits for a decision. */
  counts?: true;
}

const EVERYBODY: readonly Role[] = ["lecturer", "bursar", "admin"];

/** What is used every day: always in sight. */
const MAIN: readonly NavEntry[] = [
  { to: "/dashboard", label: messages.dashboard, roles: EVERYBODY },
  { to: "/courses", label: messages.courses, roles: EVERYBODY },
  { to: "/sessions", label: messages.sessions, roles: ["lecturer", "admin"] },
  { to: "/students", label: messages.students, roles: EVERYBODY },
  { to: "/requests", label: messages.requests, roles: ["lecturer", "admin"], counts: true },
];

/** What is set up and looked after: behind one button. */
const MANAGE: readonly NavEntry[] = [
  { to: "/lecturers", label: messages.lecturers, roles: ["admin"] },
  { to: "/staff", label: messages.staff, roles: ["admin"] },
  { to: "/terms", label: messages.terms, roles: ["admin"] },
  { to: "/venues", label: messages.venues, roles: ["admin"] },
  { to: "/settings", label: messages.settings, roles: ["admin"] },
  { to: "/audit", label: messages.audit, roles: ["admin"] },
  { to: "/imports", label: messages.imports, roles: ["admin"] },
];

const offered = (entries: readonly NavEntry[], role: Role): NavEntry[] =>
  entries.filter(({ roles }) => roles.includes(role));

/** The navigation of one role. */
export function navigationFor(role: Role): { main: NavEntry[]; manage: NavEntry[] } {
  return { main: offered(MAIN, role), manage: offered(MANAGE, role) };
}
