import type { Question, ReviewItem } from "@/api/staff/types";
import { useStaff } from "@/hooks/useStaff";
import { Asked } from "./Asked";
import { messages } from "./messages";
import classes from "./ReviewQueue.module.css";

interface SentWordsProps {
  item: ReviewItem;
  questions: readonly Question[];
}

/** Who sent what and when, what they say, and what they were asked. */
export function SentWords({ item, questions }: SentWordsProps) {
  const { format } = useStaff();
  // A contest may come days after its session, an attempt does not.
  const received = item.contest_id === null ? format.timeExact(item.at) : format.dayTime(item.at);
  return (
    <div className={classes.words}>
      <p className={classes.name}>
        {item.student.full_name} <span className={classes.number}>{item.student.student_id}</span>
      </p>
      <p className={classes.kind}>{messages.reviewKinds[item.kind]}</p>
      {item.note !== "" && <blockquote className={classes.quote}>{item.note}</blockquote>}
      <p className={classes.facts}>
        {item.claimed_at === null
          ? messages.receivedAt(received)
          : messages.scannedAt(format.timeExact(item.claimed_at), received)}
        {item.reason_text !== "" && ` · ${item.reason_text}`}
      </p>
      <Asked questions={questions} />
    </div>
  );
}
