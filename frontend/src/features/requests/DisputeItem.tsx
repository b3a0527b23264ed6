import { Button } from "@mantine/core";
import type { ContestVerdict, Dispute, Matter } from "@/api/staff/types";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import { Person } from "./Person";
import classes from "./Requests.module.css";

type Accepted = Exclude<ContestVerdict, "undo" | "decline">;

interface DisputeItemProps {
  kind: Matter;
  one: Dispute;
  busy: boolean;
  /** Accepts what the student says; a contested absence becomes what is named. */
  onAccept: (verdict: Accepted) => void;
  onDecline: () => void;
}

const VERDICTS: readonly { verdict: Accepted; label: string }[] = [
  { verdict: "excused", label: messages.excusedVerdict },
  { verdict: "late", label: messages.late },
  { verdict: "present", label: messages.present },
];

/** A student's "I was here", or a scan without a record, with all that is known of that class. */
export function DisputeItem({ kind, one, busy, onAccept, onDecline }: DisputeItemProps) {
  const { format } = useStaff();
  const name = one.student.full_name;
  return (
    <li className={classes.item} data-testid="dispute" data-kind={kind}>
      <div className={classes.words}>
        <Person student={one.student} course={one.course} rate={one.rate} />
        <p className={classes.kind}>
          {messages.kinds[kind]} · {messages.oneClass(format.dayTime(one.session.opens_at))}
        </p>
        {one.note !== "" && <blockquote className={classes.quote}>{one.note}</blockquote>}
        <Tries one={one} />
        {one.said_at !== null && (
          <p className={classes.facts}>{messages.said(format.dayTime(one.said_at))}</p>
        )}
      </div>
      <div className={classes.actions}>
        <Button
          variant="default"
          disabled={busy}
          aria-label={messages.label(messages.decline, name)}
          onClick={onDecline}
        >
          {messages.decline}
        </Button>
        {kind === "contest" ? (
          VERDICTS.map(({ verdict, label }) => (
            <Button
              key={verdict}
              variant={verdict === "present" ? "filled" : "default"}
              disabled={busy}
              aria-label={messages.label(label, name)}
              onClick={() => onAccept(verdict)}
            >
              {label}
            </Button>
          ))
        ) : (
          <Button
            loading={busy}
            aria-label={messages.label(messages.accept, name)}
            onClick={() => onAccept("present")}
          >
            {messages.accept}
          </Button>
        )}
      </div>
    </li>
  );
}

function Tries({ one }: { one: Dispute }) {
  const { format } = useStaff();
  if (one.tries.length === 0) return <p className={classes.facts}>{messages.noTries}</p>;
  return (
    <ul className={classes.tries} aria-label={messages.tries}>
      {one.tries.map(({ id, at, text, shown_at: shown, claimed_at: scanned }) => (
        <li key={id}>
          {format.timeExact(at)} · {text}
          {shown !== null && ` · ${messages.shown(format.timeExact(shown))}`}
          {scanned !== null && ` · ${messages.scanned(format.timeExact(scanned))}`}
        </li>
      ))}
    </ul>
  );
}
