import classes from "./StepRing.module.css";

interface StepRingProps {
  periodMs: number;
  /** How far into the step the server is at the moment of drawing, in ms. */
  elapsedMs: number;
}

/**
 * The progress of the step, run by CSS alone. Give it the step as `key`, so that it begins anew with
 * each code. Decoration: the words beside it say how often the code changes.
 */
export function StepRing({ periodMs, elapsedMs }: StepRingProps) {
  return (
    <svg viewBox="0 0 36 36" className={classes.ring} aria-hidden="true" focusable="false">
      <circle cx="18" cy="18" r="15" className={classes.track} />
      <circle
        cx="18"
        cy="18"
        r="15"
        pathLength="100"
        className={classes.value}
        style={{ animationDuration: `${periodMs}ms`, animationDelay: `-${elapsedMs}ms` }}
      />
    </svg>
  );
}
