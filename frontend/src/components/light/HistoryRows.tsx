import type { ReactNode } from "react";
import { timeZone } from "@/api/account";
import type { MyAttempt, MyRecord } from "@/api/student/types";
import { zonedFormat } from "@/lib/zonedFormat";
import { Icon } from "./Icon";
import { StatusChip } from "./StatusChip";

const words = {
  contested: "Absent although you tried to check in: your lecturer looks at it",
  noClass: "A scanned code",
  appeal: "“I was here” sent",
  decided: { accepted: "Your lecturer accepted it", declined: "Your lecturer declined it" },
} as const;

function Row(props: { title: string; detail: ReactNode; more?: string | null; end: ReactNode }) {
  return (
    <li className="row">
      <span className="row-text">
        <strong>{props.title}</strong>
        <span>{props.detail}</span>
        {props.more && <span className="row-more">{props.more}</span>}
      </span>
      {props.end}
    </li>
  );
}

/** One record: the class, when, and how it stands. */
export function RecordRow({ record }: { record: MyRecord }) {
  const format = zonedFormat(timeZone());
  const when = format.dayTime(record.arrived_at ?? record.recorded_at);
  return (
    <Row
      title={`${record.course.code} ${record.course.name}`}
      detail={
        <>
          {when} <span className="row-reference">{record.reference}</span>
        </>
      }
      more={record.contested ? words.contested : null}
      end={<StatusChip status={record.status} />}
    />
  );
}

function appealText(attempt: MyAttempt): string | null {
  const { appeal } = attempt;
  if (!appeal) return null;
  if (appeal.decision === null) return words.appeal;
  return appeal.decision.startsWith("accept") ? words.decided.accepted : words.decided.declined;
}

/** One attempt: what was tried, when, and what came of it in words. */
export function AttemptRow({ attempt }: { attempt: MyAttempt }) {
  const { course } = attempt;
  const when = zonedFormat(timeZone()).dayTime(attempt.at);
  const worked = /^(accepted|already)/.test(attempt.outcome);
  return (
    <Row
      title={course ? `${course.code} ${course.name}` : words.noClass}
      detail={`${when} · ${attempt.text}`}
      more={appealText(attempt)}
      end={
        <span className="row-sign" data-worked={worked}>
          <Icon name={worked ? "tick" : "info"} size={20} />
        </span>
      }
    />
  );
}
