import { timeZone } from "@/api/account";
import type { HistoryRecord, MyAttempt, MyEdit } from "@/api/student/types";
import { Contest } from "@/components/light/Contest";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { StatusChip } from "@/components/light/StatusChip";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";

const words = messages.row;

function Tried({ attempt }: { attempt: MyAttempt }) {
  const { dayTime } = zonedFormat(timeZone());
  const worked = /^(accepted|already)/.test(attempt.outcome);
  return (
    <li>
      <span className="row-sign" data-worked={worked}>
        <Icon name={worked ? "tick" : "info"} size={18} />
      </span>
      <span>
        {attempt.text} <span className="visit-when">{dayTime(attempt.at)}</span>
      </span>
    </li>
  );
}

function Changed({ change }: { change: MyEdit }) {
  const { dayTime } = zonedFormat(timeZone());
  return (
    <li>
      <span className="row-sign">
        <Icon name="history" size={18} />
      </span>
      <span>
        {change.text} {change.reason && <span>{words.why(change.reason)} </span>}
        <span className="visit-when">
          {dayTime(change.at)}
          {change.by && ` ${words.by(change.by)}`}
        </span>
      </span>
    </li>
  );
}

/** What lies beneath a record, folded away: most records need no explanation. */
function Beneath({ record }: { record: HistoryRecord }) {
  const { attempts, changes, reasons } = record;
  const parts = [
    attempts.length > 0 && words.attempts(attempts.length),
    changes.length > 0 && words.changes(changes.length),
    reasons.length > 0 && words.notes(reasons.length),
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return (
    <details className="beneath">
      <summary>
        <Icon name="next" size={18} />
        {parts.join(", ")}
      </summary>
      {attempts.length > 0 && (
        <ul aria-label={words.attemptTitle}>
          {attempts.map((attempt) => (
            <Tried key={attempt.id} attempt={attempt} />
          ))}
        </ul>
      )}
      {changes.length > 0 && (
        <ul aria-label={words.changeTitle}>
          {changes.map((change) => (
            <Changed key={change.id} change={change} />
          ))}
        </ul>
      )}
      {reasons.length > 0 && (
        <ul aria-label={words.noteTitle}>
          {reasons.map((reason) => (
            <li key={reason}>
              <span className="row-sign">
                <Icon name="info" size={18} />
              </span>
              <span>{reason}</span>
            </li>
          ))}
        </ul>
      )}
      {attempts.some(({ outcome }) => /^accepted/.test(outcome)) && (
        <Link className="button button-secondary" to={`/receipts/${record.id}`}>
          {words.receipt}
        </Link>
      )}
    </details>
  );
}

function timesOf(record: HistoryRecord): string[] {
  const { day, time } = zonedFormat(timeZone());
  const facts = [day(record.session_opens_at)];
  if (record.arrived_at) facts.push(words.arrived(time(record.arrived_at)));
  else facts.push(words.began(time(record.session_opens_at)));
  if (record.late_by_s !== null) facts.push(words.late(String(Math.ceil(record.late_by_s / 60))));
  return facts;
}

/** One class of the student's past: how it stands, and all that led to it. */
export function Visit({ record }: { record: HistoryRecord }) {
  return (
    <li className="visit" data-record={record.id} data-status={record.status}>
      <div className="visit-head">
        <span className="row-text">
          <strong>
            {record.course.code} {record.course.name}
          </strong>
          <span>{timesOf(record).join(" · ")}</span>
          <span className="visit-where">
            {record.venue_name && <span>{record.venue_name}</span>}
            <span className="visually-hidden">{words.reference} </span>
            <span className="row-reference">{record.reference}</span>
          </span>
          {record.contested && <span className="row-more">{words.contested}</span>}
        </span>
        <StatusChip status={record.status} />
      </div>
      <Beneath record={record} />
      <Contest record={record} />
    </li>
  );
}
