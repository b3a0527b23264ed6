import classes from "./ShareBar.module.css";

export interface Share {
  key: "present" | "late" | "excused" | "absent";
  value: number;
}

/** Parts of a whole as one quiet bar. Decoration: the numbers stand beside it as text. */
export function ShareBar({
  shares,
  whole,
  tall,
}: {
  shares: Share[];
  whole: number;
  tall?: boolean;
}) {
  return (
    <span className={classes.track} data-tall={tall || undefined} aria-hidden="true">
      {shares.map(({ key, value }) => (
        <span
          key={key}
          className={classes.part}
          data-status={key}
          style={{ inlineSize: whole > 0 ? `${(100 * value) / whole}%` : "0%" }}
        />
      ))}
    </span>
  );
}
