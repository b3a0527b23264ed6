import type { RecordChange } from "@/api/staff/types";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import classes from "./Trace.module.css";

/** One change: from what to what, who, when, why; whose, where it is not plain. */
export function ChangeLine({ change, named = false }: { change: RecordChange; named?: boolean }) {
  const { format } = useStaff();
  const { student, from_status, to_status, by, kind, reason, at } = change;
  const from = from_status === null ? messages.nothing : messages.statuses[from_status];
  // The reason that nobody gave is the kind in words.
  const why = reason === messages.changeKinds[kind] ? "" : reason;
  return (
    <li data-testid="change">
      <p className={classes.what}>
        {named && <strong>{student.full_name} </strong>}
        {messages.fromTo(from, messages.statuses[to_status])}
        {why !== "" && <span className={classes.why}> {why}</span>}
      </p>
      <p className={classes.facts}>
        {format.dayTime(at)} · {by ?? messages.someone} · {messages.changeKinds[kind]}
      </p>
    </li>
  );
}
