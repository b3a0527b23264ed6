import type { Attested } from "@/api/receipts";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "./messages";

const words = messages.facts;

interface FactsProps {
  attested: Attested;
  /** The organisation's zone: of a stranger's browser nothing is asked. */
  timeZone: string;
}

/** What a receipt says, line by line. */
export function Facts({ attested, timeZone }: FactsProps) {
  const format = zonedFormat(timeZone);
  const lines: [string, string][] = [
    [words.student, attested.student_name],
    [words.number, attested.student_number],
    [
      words.began,
      `${format.date(attested.session_started_at)}, ${format.time(attested.session_started_at)}`,
    ],
    [words.status, words.statuses[attested.status]],
    [words.how, words.sources[attested.source]],
    [words.issued, `${format.date(attested.issued_at)}, ${format.time(attested.issued_at)}`],
  ];
  return (
    <section className="receipt" aria-label={words.label}>
      <p className="receipt-course">
        {attested.course_code} {attested.course_name}
      </p>
      <p className="receipt-time">
        <time dateTime={attested.arrived_at}>{format.time(attested.arrived_at)}</time>
        <span>{format.dayLong(attested.arrived_at)}</span>
      </p>
      <dl>
        {lines
          .filter(([, value]) => value !== "")
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      <p className="receipt-code receipt-reference">{attested.code}</p>
    </section>
  );
}
