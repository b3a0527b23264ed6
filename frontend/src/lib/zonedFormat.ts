/** Dates and numbers as the organisation reads them: its time zone, the language of the page. */

/** The language of the texts; dates in another language would read as a mistake. */
const LOCALE = "en-GB";

export interface ZonedFormat {
  /** 09:02 */
  time: (at: string | number) => string;
  /** 09:02:41, for arrivals */
  timeExact: (at: string | number) => string;
  /** Sunday, 22 November */
  dayLong: (at: string | number) => string;
  /** Sun, 22 Nov */
  day: (at: string | number) => string;
  /** 22 Nov 2026 */
  date: (at: string | number) => string;
  /** Sun, 22 Nov, 09:02 */
  dayTime: (at: string | number) => string;
  /** 2026-11-22, for comparing days in the organisation's zone */
  dayKey: (at: string | number) => string;
}

const known = new Map<string, ZonedFormat>();

function build(timeZone: string): ZonedFormat {
  const make = (options: Intl.DateTimeFormatOptions, locale = LOCALE) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (at: string | number) => format.format(new Date(at));
  };
  const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return {
    time: make(hour),
    timeExact: make({ ...hour, second: "2-digit" }),
    dayLong: make({ weekday: "long", day: "numeric", month: "long" }),
    day: make({ weekday: "short", day: "numeric", month: "short" }),
    date: make({ day: "numeric", month: "short", year: "numeric" }),
    dayTime: make({ weekday: "short", day: "numeric", month: "short", ...hour }),
    dayKey: make({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA"),
  };
}

/** Formats for one IANA time zone; an unknown zone falls back to UTC rather than failing a screen. */
export function zonedFormat(timeZone: string): ZonedFormat {
  let format = known.get(timeZone);
  if (format === undefined) {
    try {
      format = build(timeZone);
    } catch {
      format = build("UTC");
    }
    known.set(timeZone, format);
  }
  return format;
}

const calendarDay = new Intl.DateTimeFormat(LOCALE, {
  // A day without a time is the same day in every zone.
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** A calendar day, such as `2026-11-22`, as 22 Nov 2026. */
export const formatDay = (day: string): string => calendarDay.format(new Date(day));

const wholeNumber = new Intl.NumberFormat(LOCALE);
const wholePercent = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 0 });

export const formatNumber = (value: number): string => wholeNumber.format(value);

/** A share in whole percent, or a dash when there is nothing to divide by. */
export const formatShare = (part: number, whole: number): string =>
  whole > 0 ? wholePercent.format(part / whole) : "–";

/** A span as a clock shows it: 4:05, or 1:04:05 from an hour on. Never negative. */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/**
 * The moment that a wall-clock reading of `<input type="datetime-local">` names in a time zone, in
 * UTC. Two passes settle the offset on days when the clock changes.
 */
export function zonedToUtc(wallClock: string, timeZone: string): Date {
  const asUtc = Date.parse(`${wallClock}Z`);
  const offsetAt = (moment: number): number => {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    }).formatToParts(moment);
    const part = (type: string) => parts.find((item) => item.type === type)?.value ?? "00";
    const shown = `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}Z`;
    return Date.parse(shown) - Math.floor(moment / 1000) * 1000;
  };
  const firstGuess = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(firstGuess));
}

/** The wall clock of a moment in a time zone, as `<input type="datetime-local">` wants it. */
export function utcToZonedInput(moment: number, timeZone: string): string {
  const format = zonedFormat(timeZone);
  return `${format.dayKey(moment)}T${format.time(moment)}`;
}
