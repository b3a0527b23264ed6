import { timeZone } from "@/api/account";
import type { HistoryRecord } from "@/api/student/types";
import { api, bodyOf } from "@/api/typed";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { SkeletonRows } from "@/components/light/Skeleton";
import { useResource } from "@/hooks/useResource";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import {
  addressOf,
  byDay,
  dayLabel,
  dayTitle,
  lastDayOf,
  monthLater,
  monthTitle,
  type Shown,
  STATUSES,
  weeksOf,
} from "../model";
import { Failure } from "./Failure";
import { Visit } from "./Visit";

const words = messages.calendar;
/** More than anybody's classes of a month. */
const PAGE_SIZE = 200;
/** Letters that fit into a day on the narrowest phone. */
const LETTERS = 3;

interface DayProps {
  day: string;
  records: HistoryRecord[];
  shown: Shown;
  isToday: boolean;
}

function Day({ day, records, shown, isToday }: DayProps) {
  const number = <span className="calendar-number">{Number(day.slice(8))}</span>;
  if (records.length === 0) {
    return <td data-today={isToday || undefined}>{number}</td>;
  }
  const more = records.length - LETTERS;
  return (
    <td data-today={isToday || undefined}>
      <Link
        className="calendar-day"
        to={addressOf({ ...shown, month: day.slice(0, 7), day })}
        aria-current={shown.day === day ? "date" : undefined}
      >
        <span className="visually-hidden">{dayLabel(day, records)}</span>
        <span aria-hidden="true">{number}</span>
        <span className="letters" aria-hidden="true">
          {records.slice(0, more > 0 ? LETTERS - 1 : LETTERS).map((record) => (
            <span className="letter" key={record.id} data-status={record.status}>
              {messages.letters[record.status]}
            </span>
          ))}
          {more > 0 && <span className="letter">+{more + 1}</span>}
        </span>
      </Link>
    </td>
  );
}

interface MonthProps {
  month: string;
  days: Map<string, HistoryRecord[]>;
  today: string;
  shown: Shown;
}

function Month({ month, days, today, shown }: MonthProps) {
  return (
    <table className="calendar">
      <caption className="visually-hidden">{monthTitle(month)}</caption>
      <thead>
        <tr>
          {words.weekdays.map((day, index) => (
            <th key={day} scope="col" abbr={words.weekdaysLong[index]}>
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week, number) => (
          <tr key={week.find((day) => day) ?? number}>
            {week.map((day, column) =>
              day === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place in the week is all there is
                <td key={column} />
              ) : (
                <Day
                  key={day}
                  day={day}
                  records={days.get(day) ?? []}
                  shown={shown}
                  isToday={day === today}
                />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Legend() {
  return (
    <ul className="legend" aria-label={words.letters}>
      {STATUSES.map((status) => (
        <li key={status}>
          <span className="letter" data-status={status}>
            {messages.letters[status]}
          </span>{" "}
          {messages.statuses[status]}
        </li>
      ))}
    </ul>
  );
}

/** A month of classes with how each went, and the classes of the chosen day. */
export function Calendar({ shown }: { shown: Shown }) {
  const format = zonedFormat(timeZone());
  const today = format.dayKey(Date.now());
  const month = shown.month ?? today.slice(0, 7);
  const query = {
    course: shown.course,
    first_day: `${month}-01`,
    last_day: lastDayOf(month),
    page_size: PAGE_SIZE,
  };
  const list = useResource(`calendar-${JSON.stringify(query)}`, (signal) =>
    bodyOf(api.GET("/api/my/records/", { params: { query }, signal })),
  );
  const turn = (months: number) =>
    addressOf({ ...shown, month: monthLater(month, months), day: undefined });
  const days = byDay(list.data?.results ?? [], format);
  const chosen = shown.day?.startsWith(month) ? days.get(shown.day) : undefined;
  return (
    <section className="section" aria-labelledby="month" aria-busy={list.loading}>
      <div className="month-head">
        <Link className="icon-button" to={turn(-1)} aria-label={words.before}>
          <Icon name="back" />
        </Link>
        <h2 id="month" aria-live="polite">
          {monthTitle(month)}
        </h2>
        <Link className="icon-button turned" to={turn(1)} aria-label={words.after}>
          <Icon name="back" />
        </Link>
      </div>
      {list.error !== null ? (
        <Failure error={list.error} onRetry={list.reload} />
      ) : (
        <>
          <Month month={month} days={days} today={today} shown={shown} />
          <Legend />
          {!list.data && <SkeletonRows rows={2} label={messages.loading} />}
          {list.data && !chosen && (
            <p className="calendar-hint">{days.size > 0 ? words.choose : words.none}</p>
          )}
          {chosen && shown.day && (
            <section className="section" aria-labelledby="chosen-day">
              <h3 id="chosen-day">{dayTitle(shown.day)}</h3>
              <ul className="rows">
                {chosen.map((record) => (
                  <Visit key={record.id} record={record} />
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </section>
  );
}
