import { useState } from "react";
import type { Decision, Id, ReviewItem } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { undoToast } from "@/components/feedback/toasts";
import { messages } from "./messages";
import { useDecide } from "./queries";

/** Accepts or declines tries that wait, and offers to take that back. */
export function useSent(session: Id, onUndo: (change: Id) => void) {
  const decide = useDecide(session);
  const [busy, setBusy] = useState<Id | null>(null);

  const choose = (item: ReviewItem, decision: Decision) => {
    const attempt = item.attempt_id;
    if (attempt === null) return;
    setBusy(attempt);
    decide.mutate(
      { attempt, decision },
      {
        onSuccess: ({ change_id: change }) => {
          const name = item.student.full_name;
          const message = decision === "accept" ? messages.accepted(name) : messages.declined(name);
          announce(message);
          if (change !== null) undoToast({ message, onUndo: () => onUndo(change) });
        },
        onSettled: () => setBusy(null),
      },
    );
  };

  return { busy, choose };
}

export type Sent = ReturnType<typeof useSent>;
