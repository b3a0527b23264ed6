import { Button } from "@mantine/core";
import type { RegisterSession, RegisterStatus, RegisterStudent } from "@/api/staff/types";
import { useStaff } from "@/hooks/useStaff";
import { KeptReason } from "./KeptReason";
import classes from "./MarkBar.module.css";
import { messages } from "./messages";
import { bounds, type Selection, STATUS_ORDER } from "./model";

interface MarkBarProps {
  selection: Selection;
  student: RegisterStudent | undefined;
  session: RegisterSession | undefined;
  reason: string;
  onForgetReason: () => void;
  onMark: (status: RegisterStatus) => void;
  onHistory: () => void;
}

/** Stands below the grid: what is selected, and what to mark it as; for fingers and mice. */
export function MarkBar(props: MarkBarProps) {
  const { selection, student, session, reason } = props;
  const { format } = useStaff();
  if (student === undefined || session === undefined) return null;
  const { top, bottom, left, right } = bounds(selection);
  const count = (bottom - top + 1) * (right - left + 1);
  const words =
    count > 1 ? messages.selected(count) : `${student.full_name}, ${format.day(session.opens_at)}`;
  return (
    <section className={classes.bar} data-lifts-toasts aria-label={words} data-testid="mark-bar">
      <div className={classes.barWords}>
        <strong>{words}</strong>
        <KeptReason reason={reason} onForget={props.onForgetReason} />
      </div>
      <div className={classes.barActs}>
        {STATUS_ORDER.map((status) => (
          <button
            key={status}
            type="button"
            className={classes.mark}
            data-letter={status}
            data-mark={status}
            aria-label={messages.markAs(status)}
            disabled={session.state === "planned" && count === 1}
            onClick={() => props.onMark(status)}
          >
            {messages.statuses[status]}
          </button>
        ))}
        <Button
          variant="default"
          size="sm"
          disabled={count > 1}
          onClick={props.onHistory}
          data-testid="history"
        >
          {messages.history}
        </Button>
      </div>
    </section>
  );
}
