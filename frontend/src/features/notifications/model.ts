import type { Notification } from "@/api/notifications";
import type { IconName } from "@/components/light/Icon";
import type { ZonedFormat } from "@/lib/zonedFormat";
import { messages } from "./messages";

/** Newest first, as the server lists them. */
const byAge = (a: Notification, b: Notification): number =>
  Date.parse(b.created_at) - Date.parse(a.created_at) || b.id - a.id;

/**
 * Puts an answer to what is known already. What was marked here stays so: the answer may be older.
 * A first page without anything known means that more has arrived than a page holds; then it
 * starts over, so that nothing is missing in between.
 */
export function merged(
  known: Notification[],
  answer: Notification[],
  isFirstPage: boolean,
): Notification[] {
  const before = new Map(known.map((item) => [item.id, item]));
  const fresh = answer.map((item) => ({
    ...item,
    read_at: item.read_at ?? before.get(item.id)?.read_at ?? null,
  }));
  if (isFirstPage && !answer.some((item) => before.has(item.id))) return fresh;
  const all = new Map(before);
  for (const item of fresh) all.set(item.id, item);
  return [...all.values()].sort(byAge);
}

export interface Day {
  key: string;
  title: string;
  items: Notification[];
}

/** The notifications by days of the organisation's zone, in the order they come in. */
export function byDay(items: Notification[], format: ZonedFormat, now: number): Day[] {
  const today = format.dayKey(now);
  const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
  const titleOf = (key: string, at: string): string => {
    if (key === today) return messages.today;
    if (key === yesterday) return messages.yesterday;
    return key.slice(0, 4) === today.slice(0, 4) ? format.dayLong(at) : format.date(at);
  };
  const days: Day[] = [];
  for (const item of items) {
    const key = format.dayKey(item.created_at);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, title: titleOf(key, item.created_at), items: [item] });
  }
  return days;
}

const SIGNS: Record<string, { icon: IconName; tone: string }> = {
  check_in_confirmation: { icon: "tick", tone: "ok" },
  question_asked: { icon: "info", tone: "warn" },
  session_reminder: { icon: "clock", tone: "warn" },
  next_class: { icon: "calendar", tone: "accent" },
  absence_warning: { icon: "info", tone: "bad" },
};

/** The sign of a kind; those this version does not know get the bell. */
export const signOf = (kind: string): { icon: IconName; tone: string } =>
  SIGNS[kind] ?? { icon: "bell", tone: "accent" };

/** A time zone as people call it, with its IANA name. */
export function zoneName(timeZone: string): string {
  try {
    const parts = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      timeZoneName: "longGeneric",
    }).formatToParts(0);
    const name = parts.find((part) => part.type === "timeZoneName")?.value;
    return name && name !== timeZone ? `${name} (${timeZone})` : timeZone;
  } catch {
    return timeZone;
  }
}
