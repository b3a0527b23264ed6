import classes from "./StateDot.module.css";

/** The state of a session: a word with a dot that is filled while it is open. */
export function StateDot({
  state,
  label,
}: {
  state: "planned" | "open" | "closed";
  label: string;
}) {
  return (
    <span className={classes.state} data-state={state}>
      <span className={classes.dot} aria-hidden="true" />
      {label}
    </span>
  );
}
