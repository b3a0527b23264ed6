import { Button } from "@mantine/core";
import type { Question } from "@/api/staff/types";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import classes from "./ReviewQueue.module.css";

/** What a student was asked, and what came back. */
export function Asked({ questions }: { questions: readonly Question[] }) {
  const { format } = useStaff();
  return questions.map(({ id, by, at, text, answer }) => (
    <div key={id} className={classes.asked} data-testid="asked">
      <p className={classes.facts}>{messages.askedBy(by, format.dayTime(at))}</p>
      <p>{text}</p>
      {answer === null ? (
        <p className={classes.facts}>{messages.waitsForAnswer}</p>
      ) : (
        <>
          <p className={classes.facts}>{messages.answered(format.dayTime(answer.at))}</p>
          <blockquote className={classes.quote}>{answer.note}</blockquote>
        </>
      )}
    </div>
  ));
}

interface AskButtonProps {
  name: string;
  questions: readonly Question[];
  onAsk: () => void;
}

/** Offered unless a question waits for its answer. */
export function AskButton({ name, questions, onAsk }: AskButtonProps) {
  if (questions.some(({ answer }) => answer === null)) return null;
  return (
    <Button variant="default" aria-label={messages.askLabel(name)} onClick={onAsk}>
      {messages.ask}
    </Button>
  );
}
