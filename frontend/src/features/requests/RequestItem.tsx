import { Button, Checkbox } from "@mantine/core";
import type { AbsenceRequest } from "@/api/staff/types";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import { formatDay } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { effectsOf } from "./model";
import { Person } from "./Person";
import classes from "./Requests.module.css";

interface RequestItemProps {
  one: AbsenceRequest;
  busy: boolean;
  /** Where requests are chosen to be approved together. */
  selected?: boolean;
  onSelect?: (chosen: boolean) => void;
  /** Of one that waits. */
  onApprove?: () => void;
  onDecline?: () => void;
  /** Of one that was approved. */
  onRevoke?: () => void;
}

/** One course's part of an absence request: what is asked, what an approval does, and the answer. */
export function RequestItem(props: RequestItemProps) {
  const { one, busy, selected, onSelect, onApprove, onDecline, onRevoke } = props;
  const { format } = useStaff();
  const name = one.student.full_name;
  const days =
    one.first_day === one.last_day
      ? formatDay(one.first_day)
      : messages.to(formatDay(one.first_day), formatDay(one.last_day));
  const when =
    one.session === null ? days : messages.oneClass(format.dayTime(one.session.opens_at));
  return (
    <li className={classes.item} data-testid="request" data-state={one.state}>
      {onSelect !== undefined && (
        <Checkbox
          className={classes.select}
          checked={selected ?? false}
          aria-label={messages.select(name)}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      )}
      <div className={classes.words}>
        <Person student={one.student} course={one.course} rate={one.rate} />
        <p className={classes.kind}>
          {messages.reasons[one.kind]} · {when}
        </p>
        {one.text !== "" && <blockquote className={classes.quote}>{one.text}</blockquote>}
        {one.file !== null && (
          <p>
            <a href={one.file.url} target="_blank" rel="noreferrer" className={classes.file}>
              {one.file.kind === "pdf" ? messages.pdf : messages.picture}
            </a>
          </p>
        )}
        {effectsOf(one).map((effect) => (
          <p key={effect} className={classes.effect}>
            {effect}
          </p>
        ))}
        {one.classes.length > 0 && <Classes one={one} />}
        <p className={classes.facts}>{messages.asked(format.dayTime(one.asked_at))}</p>
      </div>
      {one.state === "pending" ? (
        <div className={classes.actions}>
          <Button
            variant="default"
            disabled={busy}
            aria-label={messages.label(messages.decline, name)}
            onClick={onDecline}
          >
            {messages.decline}
          </Button>
          <Button
            loading={busy}
            aria-label={messages.label(messages.approve, name)}
            onClick={onApprove}
          >
            {messages.approve}
          </Button>
        </div>
      ) : (
        <Answer one={one} busy={busy} onRevoke={onRevoke} />
      )}
    </li>
  );
}

function Classes({ one }: { one: AbsenceRequest }) {
  const { format } = useStaff();
  return (
    <details className={classes.details}>
      <summary>{messages.classes(one.classes.length)}</summary>
      <ul>
        {one.classes.map(({ id, opens_at, status }) => (
          <li key={id}>
            <span>{format.dayTime(opens_at)}</span>
            <StatusMark
              status={status}
              label={status === null ? messages.toCome : messages.statuses[status]}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Answer({
  one,
  busy,
  onRevoke,
}: {
  one: AbsenceRequest;
  busy: boolean;
  onRevoke: (() => void) | undefined;
}) {
  const { format } = useStaff();
  const { decided_by: by, decided_at: at } = one;
  return (
    <div className={classes.answer}>
      <p className={classes.state}>{messages.states[one.state]}</p>
      {by !== null && at !== null && (
        <p className={classes.facts}>{messages.by(by, format.dayTime(at))}</p>
      )}
      {one.reason !== "" && <p className={classes.facts}>{one.reason}</p>}
      {one.state === "approved" && (
        <Button
          variant="default"
          size="compact-md"
          loading={busy}
          aria-label={messages.label(messages.revoke, one.student.full_name)}
          onClick={onRevoke}
        >
          {messages.revoke}
        </Button>
      )}
    </div>
  );
}
