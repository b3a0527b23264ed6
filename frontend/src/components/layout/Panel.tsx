import { type ReactNode, useId } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  title: string;
  /** Beside the title, such as a count. */
  aside?: ReactNode;
  children: ReactNode;
  /** Draws the content on a surface of its own. */
  framed?: boolean;
  "data-testid"?: string;
}

/** A titled part of a page. */
export function Panel({
  title,
  aside,
  children,
  framed = true,
  "data-testid": testId,
}: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.panel} data-testid={testId}>
      <div className={classes.top}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {aside}
      </div>
      <div className={framed ? classes.framed : undefined}>{children}</div>
    </section>
  );
}
