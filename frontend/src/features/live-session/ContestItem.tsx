import { Button, Group } from "@mantine/core";
import { useState } from "react";
import type { ContestVerdict, Id, Question, ReviewItem } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast, undoToast } from "@/components/feedback/toasts";
import { AskButton } from "./Asked";
import { messages } from "./messages";
import { useDecideContest } from "./queries";
import { ReasonDialog } from "./ReasonDialog";
import classes from "./ReviewQueue.module.css";
import { SentWords } from "./SentWords";

const VERDICTS = ["excused", "late", "present"] as const;

interface ContestItemProps {
  session: Id;
  item: ReviewItem;
  contest: Id;
  questions: readonly Question[];
  onAsk: () => void;
}

/** An absence that a student contests: what it becomes instead, or why it stays. */
export function ContestItem({ session, item, contest, questions, onAsk }: ContestItemProps) {
  const [declining, setDeclining] = useState(false);
  const decide = useDecideContest(session);
  const name = item.student.full_name;

  const undo = () =>
    decide.mutate(
      { contest, verdict: "undo" },
      { onSuccess: () => doneToast(messages.undone(name)) },
    );
  const choose = async (verdict: Exclude<ContestVerdict, "undo">, reason = "") => {
    try {
      await decide.mutateAsync({ contest, verdict, reason });
    } catch {
      return false; // the mutation has told it
    }
    const message = verdict === "decline" ? messages.declined(name) : messages.accepted(name);
    announce(message);
    undoToast({ message, onUndo: undo });
    return true;
  };

  return (
    <li className={classes.item} data-testid="review-item" data-kind="contest">
      <SentWords item={item} questions={questions} />
      <Group gap="xs" className={classes.actions}>
        <AskButton name={name} questions={questions} onAsk={onAsk} />
        <Button
          variant="default"
          disabled={decide.isPending}
          aria-label={messages.declineLabel(name)}
          onClick={() => setDeclining(true)}
        >
          {messages.decline}
        </Button>
        {VERDICTS.map((verdict) => (
          <Button
            key={verdict}
            variant={verdict === "present" ? "filled" : "default"}
            disabled={decide.isPending}
            aria-label={messages.markAs(verdict, name)}
            onClick={() => void choose(verdict)}
          >
            {messages.statuses[verdict]}
          </Button>
        ))}
      </Group>
      <ReasonDialog
        title={declining ? messages.declineTitle(name) : null}
        hint={messages.declineHint}
        ideas={messages.declineIdeas}
        onClose={() => setDeclining(false)}
        onSave={(reason) => choose("decline", reason)}
      />
    </li>
  );
}
