import type { Dispute } from "@/api/staff/types";
import { formatShare } from "@/lib/zonedFormat";
import { messages } from "./messages";
import classes from "./Requests.module.css";

/** Whom a matter is about, in which course, and how often they were there. */
export function Person({ student, course, rate }: Pick<Dispute, "student" | "course" | "rate">) {
  const { attended, counted } = rate;
  return (
    <>
      <h2 className={classes.name}>
        {student.full_name} <span className={classes.number}>{student.student_id}</span>
      </h2>
      <p className={classes.facts}>
        {course.code} {course.name} ·{" "}
        {messages.rate(attended, counted, formatShare(attended, counted))}
      </p>
    </>
  );
}
