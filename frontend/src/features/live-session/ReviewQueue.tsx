import { Button, Group } from "@mantine/core";
import { needsReview } from "@/api/staff/live";
import type {
  Id,
  Question,
  RegisterRow,
  RegisterStatus,
  ReviewItem,
  SessionStudent,
} from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Panel } from "@/components/layout/Panel";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import { AskButton, Asked } from "./Asked";
import { DecideActs } from "./DecideActs";
import { messages } from "./messages";
import classes from "./ReviewQueue.module.css";
import { SentWords } from "./SentWords";
import type { Contests } from "./useContests";
import type { Sent } from "./useSent";

interface ReviewQueueProps {
  items: readonly ReviewItem[];
  rows: readonly RegisterRow[];
  questions: readonly Question[];
  onAsk: (student: SessionStudent) => void;
  onMark: (row: RegisterRow, status: RegisterStatus, reason: string) => void;
  /** Asks why, then marks. */
  onAskReason: (row: RegisterRow, status: RegisterStatus) => void;
  contests: Contests;
  sent: Sent;
}

/** What a person has to decide: what students sent, and check-ins with weak evidence. */
export function ReviewQueue(props: ReviewQueueProps) {
  const { items, rows, questions, onAsk, onMark, onAskReason, contests, sent } = props;
  const askedOf = (student: Id) => questions.filter((question) => question.student === student);
  const doubtful = rows.filter(needsReview);
  if (items.length === 0 && doubtful.length === 0) {
    return (
      <div className={classes.empty}>
        <EmptyNote title={messages.emptyReview}>{messages.emptyReviewText}</EmptyNote>
      </div>
    );
  }
  return (
    <>
      {items.length > 0 && (
        <Panel title={messages.queue}>
          <ul className={classes.list} data-testid="review-items">
            {items.map((item) => (
              <li
                key={item.contest_id === null ? `a${item.attempt_id}` : `c${item.contest_id}`}
                className={classes.item}
                data-testid="review-item"
                data-kind={item.kind}
              >
                <SentWords item={item} questions={askedOf(item.student.id)} />
                <DecideActs
                  item={item}
                  contests={contests}
                  sent={sent}
                  questions={askedOf(item.student.id)}
                  onAsk={() => onAsk(item.student)}
                />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {doubtful.length > 0 && (
        <Panel title={messages.doubtful}>
          <ul className={classes.list} data-testid="review-rows">
            {doubtful.map((row) => (
              <DoubtfulRow
                key={row.student.id}
                row={row}
                questions={askedOf(row.student.id)}
                onAsk={() => onAsk(row.student)}
                onKeep={() => row.status !== null && onMark(row, row.status, messages.keepReason)}
                onRemove={() => onAskReason(row, "absent")}
              />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

interface DoubtfulRowProps {
  row: RegisterRow;
  questions: readonly Question[];
  onAsk: () => void;
  onKeep: () => void;
  onRemove: () => void;
}

function DoubtfulRow({ row, questions, onAsk, onKeep, onRemove }: DoubtfulRowProps) {
  const { format } = useStaff();
  const name = row.student.full_name;
  return (
    <li className={classes.item} data-testid="review-row">
      <div className={classes.words}>
        <p className={classes.name}>
          {name} <span className={classes.number}>{row.student.student_id}</span>
        </p>
        <p className={classes.kind}>{row.reasons.map((reason) => reason.text).join(" · ")}</p>
        <p className={classes.facts}>
          <StatusMark
            status={row.status}
            label={row.status === null ? messages.notYet : messages.statuses[row.status]}
          />
          {row.arrived_at !== null && ` ${format.timeExact(row.arrived_at)}`}
        </p>
        <Asked questions={questions} />
      </div>
      <Group gap="xs" className={classes.actions}>
        <AskButton name={name} questions={questions} onAsk={onAsk} />
        <Button variant="default" aria-label={messages.removeLabel(name)} onClick={onRemove}>
          {messages.remove}
        </Button>
        <Button aria-label={messages.keepLabel(name)} onClick={onKeep}>
          {messages.keep}
        </Button>
      </Group>
    </li>
  );
}
