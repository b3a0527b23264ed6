import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { keys } from "@/api/staff/keys";
import { markStudent, undoChange } from "@/api/staff/sessions";
import type { Id, LiveState, RegisterRow, RegisterStatus } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { errorToast, undoToast } from "@/components/feedback/toasts";
import { signInClock } from "@/lib/signInClock";
import { messages } from "./messages";
import { markedRow, replaceRow } from "./model";

/** A mark that waits for its reason. */
export interface PendingMark {
  row: RegisterRow;
  status: RegisterStatus;
}

interface Marks {
  /** Marks at once while the session is open; asks for the reason once it is closed. */
  mark: (row: RegisterRow, status: RegisterStatus) => void;
  /** Marks with a reason; resolves to false when the server refused. */
  markWithReason: (row: RegisterRow, status: RegisterStatus, reason: string) => Promise<boolean>;
  /** Takes a change back, as long as the server allows it. */
  undo: (change: Id) => Promise<void>;
  /** Asks for the reason first, whatever the session's state. */
  askReason: (row: RegisterRow, status: RegisterStatus) => void;
  pending: PendingMark | null;
  dismiss: () => void;
}

/** Marks by hand: shown at once, put back when refused, taken back on undo. */
export function useMarks(session: Id, reasonRequired: boolean): Marks {
  const client = useQueryClient();
  const [pending, setPending] = useState<PendingMark | null>(null);

  const put = useCallback(
    async (row: RegisterRow) => {
      // A poll that is under way was asked before the change and would show the old row again.
      await client.cancelQueries({ queryKey: keys.live(session) });
      client.setQueryData<LiveState>(keys.live(session), (state) =>
        state === undefined ? state : replaceRow(state, row),
      );
    },
    [client, session],
  );

  const undo = useCallback(
    async (change: Id) => {
      try {
        const { row } = await undoChange(change);
        signInClock.used();
        await put(row);
        announce(messages.unmarked);
      } catch (error) {
        errorToast(error);
      } finally {
        void client.invalidateQueries({ queryKey: keys.live(session) });
        void client.invalidateQueries({ queryKey: keys.review(session) });
      }
    },
    [client, put, session],
  );

  const markWithReason = useCallback(
    async (row: RegisterRow, status: RegisterStatus, reason: string): Promise<boolean> => {
      const { full_name: name, id } = row.student;
      await put(markedRow(row, status));
      try {
        const answer = await markStudent(session, id, status, reason);
        signInClock.used();
        await put(answer.row);
        announce(messages.marked(name, status));
        const change = answer.change_id;
        if (change !== null) {
          undoToast({
            message: messages.marked(name, status),
            onUndo: () => void undo(change),
            more:
              reason === ""
                ? {
                    label: messages.addReason,
                    onClick: () => setPending({ row: answer.row, status }),
                  }
                : undefined,
          });
        }
        return true;
      } catch (error) {
        await put(row);
        errorToast(error);
        return false;
      } finally {
        void client.invalidateQueries({ queryKey: keys.live(session) });
      }
    },
    [client, put, session, undo],
  );

  const mark = useCallback(
    (row: RegisterRow, status: RegisterStatus) => {
      if (reasonRequired) setPending({ row, status });
      else void markWithReason(row, status, "");
    },
    [markWithReason, reasonRequired],
  );

  const askReason = useCallback(
    (row: RegisterRow, status: RegisterStatus) => setPending({ row, status }),
    [],
  );
  const dismiss = useCallback(() => setPending(null), []);
  return { mark, markWithReason, undo, askReason, pending, dismiss };
}
