import { timeZone } from "@/api/account";
import type { CheckInRecord } from "@/api/student/types";
import { Link } from "@/components/light/Link";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import type { ClassInfo } from "../views";

interface ReceiptProps {
  record: CheckInRecord;
  info: ClassInfo;
  /** Why a person looks at it; nobody needs to read what was merely noted. */
  reasons: CheckInRecord["reasons"];
}

/** What the student can show and quote afterwards. */
export function Receipt({ record, info, reasons }: ReceiptProps) {
  const format = zonedFormat(timeZone());
  const arrived = record.arrived_at ?? record.recorded_at;
  const text = messages.receipt;
  return (
    <section className="receipt" aria-label={text.label}>
      <p className="receipt-course">
        {info.course.code} {info.course.name}
      </p>
      <p className="receipt-time">
        <time dateTime={arrived}>{format.time(arrived)}</time>
        <span>{format.dayLong(arrived)}</span>
      </p>
      <dl>
        {info.session.venue_name && (
          <div>
            <dt>{text.room}</dt>
            <dd>{info.session.venue_name}</dd>
          </div>
        )}
        {record.source && (
          <div>
            <dt>{text.how}</dt>
            <dd>{text.source[record.source]}</dd>
          </div>
        )}
        <div>
          <dt>{text.reference}</dt>
          <dd className="receipt-reference">
            {record.source === "manual" ? (
              record.reference
            ) : (
              <Link className="receipt-link" to={`/receipts/${record.id}`} title={text.signed}>
                {record.reference}
              </Link>
            )}
          </dd>
        </div>
      </dl>
      {reasons.length > 0 && (
        <ul className="receipt-reasons">
          {reasons.map((reason) => (
            <li key={reason.code}>{reason.text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
