import type { ClassSchedule, Holiday, NewHoliday, NewSchedule } from "@/api/staff/types";
import { formatDay } from "@/lib/zonedFormat";
import { messages } from "./messages";

const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short" });
const longDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long" });
// 1 January 2024 was a Monday.
const dayOf = (weekday: number): Date => new Date(Date.UTC(2024, 0, weekday));

/** The weekdays of a week, 1 for Monday, with their names. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7].map((number) => ({
  number,
  short: shortDay.format(dayOf(number)),
  long: longDay.format(dayOf(number)),
}));

/** "Tue, Thu 10:00–12:00" */
export function wordsOf(schedule: Pick<ClassSchedule, "weekdays" | "starts" | "ends">): string {
  return `${weekdayWords(schedule.weekdays)} ${schedule.starts}–${schedule.ends}`;
}

/** What the form of a class time holds. */
export interface ScheduleForm {
  weekdays: number[];
  starts: string;
  ends: string;
  first_day: string;
  last_day: string;
  /** Id of a room; empty means the course's. */
  venue: string;
  opens_itself: boolean;
}

const emptySchedule: ScheduleForm = {
  weekdays: [],
  starts: "",
  ends: "",
  first_day: "",
  last_day: "",
  venue: "",
  opens_itself: false,
};

/** A stored class time, or a new one, as its form holds it. */
export function formOf(schedule: ClassSchedule | undefined): ScheduleForm {
  if (schedule === undefined) return emptySchedule;
  return {
    weekdays: schedule.weekdays,
    starts: schedule.starts,
    ends: schedule.ends,
    first_day: schedule.first_day ?? "",
    last_day: schedule.last_day ?? "",
    venue: schedule.venue === null ? "" : String(schedule.venue.id),
    opens_itself: schedule.opens_itself,
  };
}

/** "Tue, Thu" */
export const weekdayWords = (weekdays: number[]): string =>
  weekdays.map((one) => WEEKDAYS[one - 1]?.short).join(", ");

/** What is missing in a class time, by field; the rest is the server's to judge. */
export function missingIn(form: ScheduleForm): Partial<Record<keyof ScheduleForm, string>> {
  return {
    ...(form.weekdays.length === 0 && { weekdays: messages.dayMissing }),
    ...(form.starts === "" && { starts: messages.startMissing }),
    ...(form.ends === "" && { ends: messages.endMissing }),
  };
}

/** A class time as the server takes it. */
export function bodyOfSchedule(form: ScheduleForm): NewSchedule {
  return {
    weekdays: form.weekdays,
    starts: form.starts,
    ends: form.ends,
    first_day: form.first_day || null,
    last_day: form.last_day || null,
    venue: form.venue === "" ? null : Number(form.venue),
    opens_itself: form.opens_itself,
  };
}

/** The day that lies some days after another, as 2026-11-22. */
export function daysAfter(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** What the form of a holiday holds. */
export interface HolidayForm {
  name: string;
  first_day: string;
  last_day: string;
  term: string;
}

/** A holiday, or a new one, as its form holds it. */
export const holidayForm = (holiday?: Holiday): HolidayForm => ({
  name: holiday?.name ?? "",
  first_day: holiday?.first_day ?? "",
  last_day: holiday === undefined || holiday.last_day === holiday.first_day ? "" : holiday.last_day,
  term: holiday?.term == null ? "" : String(holiday.term.id),
});

/** What is wrong with a holiday, by field. */
export function wrongInHoliday(form: HolidayForm): Partial<Record<keyof HolidayForm, string>> {
  return {
    ...(form.name.trim() === "" && { name: messages.holidayNameMissing }),
    ...(form.first_day === "" && { first_day: messages.holidayDayMissing }),
    ...(form.last_day !== "" &&
      form.last_day < form.first_day && { last_day: messages.holidayOrder }),
  };
}

/** A holiday as the server takes it; without a last day it is one day. */
export const bodyOfHoliday = (form: HolidayForm): NewHoliday => ({
  name: form.name.trim(),
  first_day: form.first_day,
  last_day: form.last_day || form.first_day,
  term: form.term === "" ? null : Number(form.term),
});

/** "3 Apr 2026 – 6 Apr 2026", or the one day. */
export const holidayDays = ({ first_day, last_day }: Holiday): string =>
  first_day === last_day
    ? formatDay(first_day)
    : `${formatDay(first_day)} – ${formatDay(last_day)}`;
