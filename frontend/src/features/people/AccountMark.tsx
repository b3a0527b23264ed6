import type { Account } from "@/api/staff/people";
import { messages } from "./messages";
import classes from "./People.module.css";

/** Whether somebody can sign in, as a word on a quiet ground. */
export function AccountMark({ account, active }: { account: Account | null; active: boolean }) {
  const state = account?.state ?? (active ? "ready" : "inactive");
  return (
    <span className={classes.state} data-state={state}>
      {messages.stateOf[state]}
    </span>
  );
}
