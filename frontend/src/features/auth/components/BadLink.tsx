import type { ReactNode } from "react";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { words } from "../linkWords";

interface BadLinkProps {
  /** Whether there is a token at all. */
  cut: boolean;
  /** What else helps, instead of asking for a link to a new password. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** In place of what a link was for, when it does not work. */
export function BadLink({ cut, actions, children }: BadLinkProps) {
  const { title, lead, cut: cutLead, ask } = words.badLink;
  return (
    <StateScreen
      state="link-invalid"
      tone="warn"
      icon="info"
      title={title}
      lead={cut ? cutLead : lead}
      actions={
        actions ?? (
          <>
            <Link className="button button-primary" to="/forgot-password">
              {ask}
            </Link>
            <Link className="button button-quiet" to="/login">
              {words.toSignIn}
            </Link>
          </>
        )
      }
    >
      {children}
    </StateScreen>
  );
}
