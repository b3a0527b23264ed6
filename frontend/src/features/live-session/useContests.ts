import { useState } from "react";
import type { ContestVerdict, Id, ReviewItem } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast, undoToast } from "@/components/feedback/toasts";
import { messages } from "./messages";
import { useDecideContest } from "./queries";

/** A contested absence, and whose it is. */
export interface Contested {
  contest: Id;
  name: string;
}

/** The contested absence that an item of the review list is about; null for other items. */
export const contestedOf = (item: ReviewItem): Contested | null =>
  item.contest_id === null ? null : { contest: item.contest_id, name: item.student.full_name };

/** Decides contested absences, and knows which one is being declined: that asks why first. */
export function useContests(session: Id) {
  const decide = useDecideContest(session);
  const [declining, setDeclining] = useState<Contested | null>(null);

  const undo = ({ contest, name }: Contested) =>
    decide.mutate(
      { contest, verdict: "undo" },
      { onSuccess: () => doneToast(messages.undone(name)) },
    );

  /** False when the server refused, which is told. */
  const choose = async (one: Contested, verdict: Exclude<ContestVerdict, "undo">, reason = "") => {
    try {
      await decide.mutateAsync({ contest: one.contest, verdict, reason });
    } catch {
      return false;
    }
    const said = verdict === "decline" ? messages.declined : messages.accepted;
    const message = said(one.name);
    announce(message);
    undoToast({ message, onUndo: () => undo(one) });
    return true;
  };

  return {
    /** The contest whose decision is under way. */
    busy: decide.isPending ? decide.variables.contest : null,
    declining,
    decline: setDeclining,
    choose,
  };
}

export type Contests = ReturnType<typeof useContests>;
