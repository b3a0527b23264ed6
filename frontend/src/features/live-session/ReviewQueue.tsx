import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { needsReview } from "@/api/staff/live";
import type {
  Decision,
  Id,
  Question,
  RegisterRow,
  RegisterStatus,
  ReviewItem,
  SessionStudent,
} from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { undoToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import { AskButton, Asked } from "./Asked";
import { ContestItem } from "./ContestItem";
import { messages } from "./messages";
import { useDecide } from "./queries";
import classes from "./ReviewQueue.module.css";
import { SentWords } from "./SentWords";

interface ReviewQueueProps {
  session: Id;
  items: readonly ReviewItem[];
  rows: readonly RegisterRow[];
  questions: readonly Question[];
  onAsk: (student: SessionStudent) => void;
  onMark: (row: RegisterRow, status: RegisterStatus, reason: string) => void;
  /** Asks why, then marks. */
  onAskReason: (row: RegisterRow, status: RegisterStatus) => void;
  onUndo: (change: Id) => void;
}

/** What a person has to decide: what students sent, and check-ins with weak evidence. */
export function ReviewQueue(props: ReviewQueueProps) {
  const { session, items, rows, questions, onAsk, onMark, onAskReason, onUndo } = props;
  const askedOf = (student: Id) => questions.filter((question) => question.student === student);
  const doubtful = rows.filter(needsReview);
  const decide = useDecide(session);
  const [busy, setBusy] = useState<Id | null>(null);

  const choose = (item: ReviewItem, attempt: Id, decision: Decision) => {
    setBusy(attempt);
    decide.mutate(
      { attempt, decision },
      {
        onSuccess: ({ change_id: change }) => {
          const name = item.student.full_name;
          const message = decision === "accept" ? messages.accepted(name) : messages.declined(name);
          announce(message);
          if (change !== null) undoToast({ message, onUndo: () => onUndo(change) });
        },
        onSettled: () => setBusy(null),
      },
    );
  };

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
            {items.map((item) => {
              const { attempt_id: attempt, contest_id: contest } = item;
              const shared = {
                item,
                questions: askedOf(item.student.id),
                onAsk: () => onAsk(item.student),
              };
              if (contest !== null)
                return (
                  <ContestItem
                    key={`c${contest}`}
                    session={session}
                    contest={contest}
                    {...shared}
                  />
                );
              if (attempt === null) return null;
              return (
                <SentItem
                  key={`a${attempt}`}
                  busy={busy === attempt}
                  onChoose={(decision) => choose(item, attempt, decision)}
                  {...shared}
                />
              );
            })}
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

interface SentItemProps {
  item: ReviewItem;
  busy: boolean;
  questions: readonly Question[];
  onAsk: () => void;
  onChoose: (decision: Decision) => void;
}

function SentItem({ item, busy, questions, onAsk, onChoose }: SentItemProps) {
  const name = item.student.full_name;
  return (
    <li className={classes.item} data-testid="review-item">
      <SentWords item={item} questions={questions} />
      <Group gap="xs" className={classes.actions}>
        <AskButton name={name} questions={questions} onAsk={onAsk} />
        <Button
          variant="default"
          disabled={busy}
          aria-label={messages.declineLabel(name)}
          onClick={() => onChoose("decline")}
        >
          {messages.decline}
        </Button>
        <Button
          loading={busy}
          aria-label={messages.acceptLabel(name)}
          onClick={() => onChoose("accept")}
        >
          {messages.accept}
        </Button>
      </Group>
    </li>
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
