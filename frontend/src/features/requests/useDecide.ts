import { useState } from "react";
import { decideContest, decideRequest } from "@/api/staff/requests";
import { decideAttempt } from "@/api/staff/sessions";
import type { AbsenceRequest, ContestVerdict, Dispute, Id, Matter } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast, errorToast, undoToast } from "@/components/feedback/toasts";
import { messages } from "./messages";
import { useDecisionsStale } from "./queries";

/** What is done to matters of the queue; what is under way is named, and failures are told. */
export function useDecide() {
  const stale = useDecisionsStale();
  const [busy, setBusy] = useState<string | null>(null);

  /** Runs one act; false when the server refused it. Either way the queue is asked anew. */
  const run = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(what);
    try {
      await act();
      return true;
    } catch (error) {
      errorToast(error);
      return false;
    } finally {
      setBusy(null);
      await stale();
    }
  };

  const told = (message: string, undo: () => Promise<unknown>, undone: string) => {
    announce(message);
    const onUndo = () =>
      void run("undo", undo).then((worked) => {
        if (worked) doneToast(undone);
      });
    undoToast({ message, onUndo });
  };

  const request = (one: AbsenceRequest, act: "approve" | "decline", reason = "") => {
    const name = one.student.full_name;
    return run(`request-${one.id}`, async () => {
      const { changed } = await decideRequest(one.id, act, reason);
      const message =
        act === "approve" ? messages.approved(name, changed) : messages.declined(name);
      told(message, () => decideRequest(one.id, "undo"), messages.undone(name));
    });
  };

  const revoke = (one: AbsenceRequest, reason: string) =>
    run(`request-${one.id}`, async () => {
      await decideRequest(one.id, "revoke", reason);
      doneToast(messages.taken(one.student.full_name));
    });

  const contest = (one: Dispute, verdict: Exclude<ContestVerdict, "undo">, reason = "") => {
    const name = one.student.full_name;
    return run(`contest-${one.id}`, async () => {
      await decideContest(one.id, verdict, reason);
      const message = verdict === "decline" ? messages.declined(name) : messages.accepted(name);
      told(message, () => decideContest(one.id, "undo"), messages.undone(name));
    });
  };

  const attempt = (one: Dispute, kind: Matter, accept: boolean, reason = "") => {
    const name = one.student.full_name;
    return run(`${kind}-${one.id}`, async () => {
      await decideAttempt(one.id, accept ? "accept" : "decline", reason);
      doneToast(accept ? messages.accepted(name) : messages.declined(name));
    });
  };

  /** Approves one after the other: each is answered, and may be refused, for itself. */
  const approveMany = async (ids: readonly Id[]) => {
    let done = 0;
    await run("many", async () => {
      for (const id of ids) {
        try {
          await decideRequest(id, "approve");
          done += 1;
        } catch (error) {
          // Decided or withdrawn meanwhile; anything else ends it, and is told.
          if (!(error instanceof Error && "status" in error && error.status === 409)) throw error;
        }
      }
      const message = messages.approvedMany(done, ids.length - done);
      announce(message);
      doneToast(message);
    });
  };

  return { busy, request, revoke, contest, attempt, approveMany };
}

export type Decide = ReturnType<typeof useDecide>;
