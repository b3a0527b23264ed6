import type { HistoryRecord, RecordStatus } from "@/api/student/types";
import type { ZonedFormat } from "@/lib/zonedFormat";
import { messages } from "./messages";

export const STATUSES = ["present", "late", "excused", "absent"] as const;
export const VIEWS = ["records", "calendar", "courses", "attempts"] as const;
export type View = (typeof VIEWS)[number];

/** What the address of the history says. */
export interface Shown {
  view: View;
  page: number;
  course?: number;
  status?: RecordStatus;
  first_day?: string;
  last_day?: string;
  /** Of the calendar: 2026-03. */
  month?: string;
  /** The day chosen in it: 2026-03-02. */
  day?: string;
}

export type Filters = Pick<Shown, "course" | "status" | "first_day" | "last_day">;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string) => DAY.test(text) && !Number.isNaN(Date.parse(text));

/** What an address shows. What cannot be read is left out: an old link still opens the list. */
export function shownBy(query: URLSearchParams): Shown {
  const text = (name: string) => query.get(name) ?? "";
  const day = (name: string) => (isDay(text(name)) ? text(name) : undefined);
  const course = Number.parseInt(text("course"), 10);
  const month = isDay(`${text("month")}-01`) ? text("month") : undefined;
  return {
    view: VIEWS.find((view) => view === text("show")) ?? "records",
    page: Math.max(1, Number.parseInt(text("page"), 10) || 1),
    course: course > 0 ? course : undefined,
    status: STATUSES.find((status) => status === text("status")),
    first_day: day("first_day"),
    last_day: day("last_day"),
    month,
    day: day("day"),
  };
}

/** The address that shows this. */
export function addressOf({ view, page, ...rest }: Partial<Shown>): string {
  const query = new URLSearchParams();
  if (view && view !== "records") query.set("show", view);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(name, String(value));
  }
  if (page && page > 1) query.set("page", String(page));
  const text = query.toString();
  return text ? `/history?${text}` : "/history";
}

export const filtersOf = ({ course, status, first_day, last_day }: Shown): Filters => ({
  course,
  status,
  first_day,
  last_day,
});

export const isNarrowed = (shown: Shown): boolean =>
  Object.values(filtersOf(shown)).some((value) => value !== undefined);

/** A calendar day some days later; days have no zone. */
export const daysLater = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** 0 for Monday to 6 for Sunday. */
const weekday = (day: string): number => (new Date(day).getUTCDay() + 6) % 7;

export const mondayOf = (day: string): string => daysLater(day, -weekday(day));

const inUtc = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
  return (day: string) => format.format(new Date(day));
};
const dayAndMonth = inUtc({ day: "numeric", month: "long" });
const dayMonthYear = inUtc({ day: "numeric", month: "long", year: "numeric" });
export const dayTitle = inUtc({ weekday: "long", day: "numeric", month: "long" });
export const monthTitle = inUtc({ month: "long", year: "numeric" });

export interface Week<T> {
  monday: string;
  title: string;
  items: T[];
}

/** Things by weeks of the organisation's zone, in the order they come in. */
export function byWeek<T>(
  items: T[],
  momentOf: (item: T) => string,
  format: ZonedFormat,
  now: number,
): Week<T>[] {
  const today = format.dayKey(now);
  const current = mondayOf(today);
  const titleOf = (monday: string) => {
    if (monday === current) return messages.thisWeek;
    if (monday === daysLater(current, -7)) return messages.lastWeek;
    const sameYear = monday.slice(0, 4) === today.slice(0, 4);
    return messages.week((sameYear ? dayAndMonth : dayMonthYear)(monday));
  };
  const weeks: Week<T>[] = [];
  for (const item of items) {
    const monday = mondayOf(format.dayKey(momentOf(item)));
    const last = weeks.at(-1);
    if (last?.monday === monday) last.items.push(item);
    else weeks.push({ monday, title: titleOf(monday), items: [item] });
  }
  return weeks;
}

/** The month before or after: 2026-03. */
export function monthLater(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

export const lastDayOf = (month: string): string => daysLater(`${monthLater(month, 1)}-01`, -1);

/** The weeks of a month from Monday on; null for the days of its neighbours. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const days: (string | null)[] = Array.from({ length: weekday(first) }, () => null);
  for (let day = first; day <= lastDayOf(month); day = daysLater(day, 1)) days.push(day);
  while (days.length % 7) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** Records by day of the organisation's zone, earliest first in each. */
export function byDay(records: HistoryRecord[], format: ZonedFormat): Map<string, HistoryRecord[]> {
  const days = new Map<string, HistoryRecord[]>();
  for (const record of records) {
    const key = format.dayKey(record.session_opens_at);
    days.set(key, [record, ...(days.get(key) ?? [])]);
  }
  return days;
}

/** What a day in the calendar is called: "Monday 2 March: 1 present, 1 absent". */
export function dayLabel(day: string, records: HistoryRecord[]): string {
  const counted = STATUSES.map((status) => ({
    status,
    count: records.filter((record) => record.status === status).length,
  })).filter(({ count }) => count > 0);
  const words = counted.map(({ status, count }) => `${count} ${messages.statuses[status]}`);
  return `${dayTitle(day)}: ${words.join(", ").toLowerCase()}`;
}

interface Weekday<T> {
  weekday: number;
  name: string;
  starts: T[];
}

const weekdayName = inUtc({ weekday: "long" });

/** When classes begin, by the weekdays they are on, from Monday on. */
export function weekdaysOf(
  classes: { class_date: string; starts_at: string }[],
): Weekday<string>[] {
  const found = new Map<number, Weekday<string>>();
  for (const { class_date, starts_at } of classes) {
    const number = weekday(class_date);
    const known = found.get(number);
    if (known) known.starts.push(starts_at);
    else found.set(number, { weekday: number, name: weekdayName(class_date), starts: [starts_at] });
  }
  return [...found.values()].sort((a, b) => a.weekday - b.weekday);
}
