import { Button, Group } from "@mantine/core";
import type { Question, ReviewItem } from "@/api/staff/types";
import { AskButton } from "./Asked";
import { messages } from "./messages";
import classes from "./ReviewQueue.module.css";
import { type Contests, contestedOf } from "./useContests";
import type { Sent } from "./useSent";

const VERDICTS = ["excused", "late", "present"] as const;

interface DecideActsProps {
  item: ReviewItem;
  contests: Contests;
  sent: Sent;
  questions: readonly Question[];
  onAsk: () => void;
  /** Runs before what is chosen, such as closing the dialog in which the buttons stand. */
  first?: () => void;
}

/** What can be decided of one thing that a student sent: asked about, declined, accepted. */
export function DecideActs(props: DecideActsProps) {
  const { item, contests, sent, questions, onAsk, first } = props;
  const name = item.student.full_name;
  const contested = contestedOf(item);
  const busy =
    contested === null ? sent.busy === item.attempt_id : contests.busy === contested.contest;
  const then = (act: () => void) => () => {
    first?.();
    act();
  };
  return (
    <Group gap="xs" className={classes.actions}>
      <AskButton name={name} questions={questions} onAsk={then(onAsk)} />
      <Button
        variant="default"
        disabled={busy}
        aria-label={messages.declineLabel(name)}
        onClick={then(() =>
          contested === null ? sent.choose(item, "decline") : contests.decline(contested),
        )}
      >
        {messages.decline}
      </Button>
      {contested === null ? (
        <Button
          loading={busy}
          aria-label={messages.acceptLabel(name)}
          onClick={then(() => sent.choose(item, "accept"))}
        >
          {messages.accept}
        </Button>
      ) : (
        VERDICTS.map((verdict) => (
          <Button
            key={verdict}
            variant={verdict === "present" ? "filled" : "default"}
            disabled={busy}
            aria-label={messages.markAs(verdict, name)}
            onClick={then(() => void contests.choose(contested, verdict))}
          >
            {messages.statuses[verdict]}
          </Button>
        ))
      )}
    </Group>
  );
}
