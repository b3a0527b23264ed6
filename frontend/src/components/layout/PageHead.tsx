import { type ReactNode, useEffect, useRef } from "react";
import { messages } from "../messages";
import classes from "./PageHead.module.css";

interface PageHeadProps {
  title: string;
  /** Stands before the title, such as a picture. */
  face?: ReactNode;
  /** Shown above the title, such as the way back. */
  above?: ReactNode;
  /** One quiet line under the title. */
  below?: ReactNode;
  actions?: ReactNode;
  /** What the browser's tab says; the title when left out. */
  documentTitle?: string;
}

/** The head of a page: names the browser's tab too, and takes the focus when one arrives by a link. */
export function PageHead({ title, face, above, below, actions, documentTitle }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${documentTitle ?? title} · ${messages.product}`;
  }, [documentTitle, title]);

  useEffect(() => {
    // After a navigation inside the shell the focus would stay on a link that is gone.
    if (document.activeElement === document.body && window.history.state?.idx > 0) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);

  return (
    <header className={classes.head}>
      <div className={classes.words}>
        {above !== undefined && <div className={classes.above}>{above}</div>}
        <div className={classes.named}>
          {face}
          <div className={classes.name}>
            <h1 ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </h1>
            {below !== undefined && <div className={classes.below}>{below}</div>}
          </div>
        </div>
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
