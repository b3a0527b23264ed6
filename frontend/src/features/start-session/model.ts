import type { Course, NewSession, TokenKind } from "@/api/staff/types";
import type { DevicePosition } from "@/lib/devicePosition";
import { zonedToUtc } from "@/lib/zonedFormat";

export type Place = "course" | "venue" | "here" | "none";

export interface StartForm {
  place: Place;
  /** Chosen venue's id, "" for none yet. */
  venue: string;
  position: DevicePosition | null;
  later: boolean;
  /** Wall clock in the organisation's time zone, as `<input type="datetime-local">` gives it. */
  opensAt: string;
  /** Minutes as text, "" for the organisation's usual. */
  closesAfter: string;
  kind: TokenKind;
}

export type StartProblem = "venue_missing" | "position_missing" | "opens_missing" | "opens_past";

/** What one tap would do, as the form's beginning. */
export function defaultForm(course: Course): StartForm {
  return {
    place: course.default_venue === null ? "none" : "course",
    venue: "",
    position: null,
    later: false,
    opensAt: "",
    closesAfter: "",
    kind: "rotating",
  };
}

/** What keeps the form from being sent, or null. */
export function startProblem(
  form: StartForm,
  timeZone: string,
  nowMs: number,
): StartProblem | null {
  if (form.place === "venue" && form.venue === "") return "venue_missing";
  if (form.place === "here" && form.position === null) return "position_missing";
  if (!form.later) return null;
  if (form.opensAt === "") return "opens_missing";
  return zonedToUtc(form.opensAt, timeZone).getTime() <= nowMs ? "opens_past" : null;
}

/**
 * When check-in will end, in ms; null while it is not known.
 *
 * @param usual minutes that hold unless others are chosen
 */
export function closingTime(
  form: StartForm,
  usual: number | undefined,
  timeZone: string,
  nowMs: number,
): number | null {
  const minutes = form.closesAfter === "" ? usual : Number(form.closesAfter);
  if (minutes === undefined || (form.later && form.opensAt === "")) return null;
  const opens = form.later ? zonedToUtc(form.opensAt, timeZone).getTime() : nowMs;
  return opens + minutes * 60_000;
}

/** The request that says no more than what differs from the course's defaults. */
export function toNewSession(course: Course, form: StartForm, timeZone: string): NewSession {
  const session: NewSession = { course: course.id };
  if (form.place === "venue") session.venue = Number(form.venue);
  if (form.place === "none" && course.default_venue !== null) session.venue = null;
  if (form.place === "here" && form.position !== null) session.position = form.position;
  if (form.later) session.opens_at = zonedToUtc(form.opensAt, timeZone).toISOString();
  if (form.closesAfter !== "") session.closes_after_min = Number(form.closesAfter);
  if (form.kind === "fixed") session.kind = "fixed";
  return session;
}

/** Above this the fence around a device is worth little, in metres. */
export const COARSE_M = 100;
