import { type ReactNode, useEffect, useRef } from "react";
import { Icon, type IconName } from "./Icon";

export type Tone = "ok" | "late" | "review" | "warn" | "bad" | "calm" | "busy";

interface StateScreenProps {
  /** The stable name of the state, for tests and styles. */
  state: string;
  tone: Tone;
  icon: IconName;
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  /** At the bottom, where the thumb is. */
  actions?: ReactNode;
}

/**
 * A whole page that says one thing: what happened, and the one thing to do.
 * Focus goes to the heading, so that a screen reader continues from there.
 */
export function StateScreen(props: StateScreenProps) {
  const { state, tone, icon, title, lead, children, actions } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state moves the focus
  useEffect(() => heading.current?.focus({ preventScroll: true }), [state]);
  return (
    <main className="state" data-state={state} data-tone={tone}>
      <div className="state-body">
        <span className="state-mark">
          <Icon
            name={icon}
            size={tone === "ok" || tone === "late" || tone === "review" ? 72 : 44}
          />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className="state-lead">{lead}</p>}
        {children}
      </div>
      {actions && <div className="state-actions">{actions}</div>}
    </main>
  );
}
