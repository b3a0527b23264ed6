import { memo } from "react";
import { isIn, needsReview } from "@/api/staff/live";
import type { Id, RegisterRow, RegisterStatus } from "@/api/staff/types";
import { FlagIcon } from "@/components/ui/icons";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import { isByHand } from "./model";
import classes from "./Register.module.css";

const STATUSES: readonly RegisterStatus[] = ["present", "late", "excused", "absent"];

interface RegisterItemProps {
  row: RegisterRow;
  fresh: boolean;
  reachable: boolean;
  onActive: (id: Id) => void;
  onMark: (row: RegisterRow, status: RegisterStatus) => void;
  onOpen: (student: Id) => void;
}

/** One student: who, how it stands and why, and four buttons. Redrawn only when its row changes. */
export const RegisterItem = memo(function RegisterItem(props: RegisterItemProps) {
  const { row, fresh, reachable, onActive, onMark, onOpen } = props;
  const { student, status } = row;
  return (
    <li
      className={classes.item}
      data-testid="register-row"
      data-student={student.id}
      data-status={status ?? "none"}
      data-fresh={fresh || undefined}
      onFocus={() => onActive(student.id)}
    >
      <div className={classes.who}>
        <button
          type="button"
          className={classes.name}
          aria-haspopup="dialog"
          tabIndex={reachable ? 0 : -1}
          onClick={() => onOpen(student.id)}
        >
          {student.full_name}
        </button>
        <span className={classes.number}>{student.student_id}</span>
      </div>
      <div className={classes.state}>
        <StatusMark
          status={status}
          label={status === null ? messages.notYet : messages.statuses[status]}
        />
        <Facts row={row} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset per row would be read out 500 times */}
      <div
        className={classes.marks}
        role="group"
        aria-label={messages.markGroup(student.full_name)}
      >
        {STATUSES.map((choice) => (
          <button
            key={choice}
            type="button"
            className={classes.mark}
            data-mark={choice}
            aria-pressed={status === choice}
            aria-label={messages.mark(choice, student.full_name)}
            tabIndex={reachable ? 0 : -1}
            onClick={() => onMark(row, choice)}
          >
            {messages.statuses[choice]}
          </button>
        ))}
      </div>
    </li>
  );
});

/** When and how it came about, and what speaks against it. */
function Facts({ row }: { row: RegisterRow }) {
  const { format } = useStaff();
  const change = isByHand(row) ? row.last_change : null;
  const doubtful = needsReview(row);
  return (
    <span className={classes.facts}>
      {row.arrived_at !== null && change === null && isIn(row) && (
        <span>
          {format.timeExact(row.arrived_at)}
          {row.source !== null && ` ${messages.sources[row.source]}`}
        </span>
      )}
      {change !== null && (
        <span>
          {messages.changedBy(change.by ?? messages.someone, format.time(change.at))}
          {change.reason !== "" && `: ${change.reason}`}
        </span>
      )}
      {doubtful && (
        <span className={classes.doubt}>
          <FlagIcon size={14} />
          {row.reasons.map((reason) => reason.text).join(" · ") || messages.filters.review}
        </span>
      )}
      {row.contested && (
        <span className={classes.doubt}>
          <FlagIcon size={14} />
          {messages.contested}
        </span>
      )}
      {row.status === null && row.attempts > 0 && <span>{messages.attempts(row.attempts)}</span>}
      {!row.enrolled && <span>{messages.notEnrolled}</span>}
    </span>
  );
}
