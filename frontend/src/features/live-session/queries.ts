import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { keys } from "@/api/staff/keys";
import { decideContest } from "@/api/staff/requests";
import {
  askStudent,
  closeSession,
  decideAttempt,
  extendSession,
  fetchChanges,
  fetchEvents,
  fetchReview,
  fetchTrace,
  regenerateToken,
  reopenSession,
  revokeToken,
} from "@/api/staff/sessions";
import type {
  ContestVerdict,
  Decision,
  Id,
  LiveState,
  RegisterRow,
  Review,
  TokenKind,
} from "@/api/staff/types";
import { errorToast } from "@/components/feedback/toasts";
import { replaceRow } from "./model";

/** What students sent; asked again whenever the live register says that it may be other. */
export function useReview(session: Id, told: Pick<LiveState, "sent" | "waiting">) {
  // A mark of the register settles what waits without anything being sent.
  const sent = `${told.sent} ${told.waiting}`;
  const query = useQuery({
    queryKey: keys.review(session),
    queryFn: ({ signal }) => fetchReview(session, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { refetch } = query;
  const seen = useRef(sent);
  useEffect(() => {
    if (seen.current === sent) return;
    seen.current = sent;
    void refetch();
  }, [sent, refetch]);
  return query;
}

/** What a lecturer can do to a session; each answer is shown by the next poll, which starts at once. */
export function useSessionActions(session: Id) {
  const client = useQueryClient();
  const settled = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.live(session) }),
      client.invalidateQueries({ queryKey: keys.sessions }),
      client.invalidateQueries({ queryKey: keys.courses }),
    ]);
  const shared = { onSettled: settled, onError: errorToast };
  return {
    extend: useMutation({
      mutationFn: (minutes: number) => extendSession(session, minutes),
      ...shared,
    }),
    close: useMutation({ mutationFn: () => closeSession(session), ...shared }),
    reopen: useMutation({
      mutationFn: ({ reason, minutes }: { reason: string; minutes: number }) =>
        reopenSession(session, reason, minutes),
      onSettled: settled,
    }),
    regenerate: useMutation({
      mutationFn: (kind: TokenKind) => regenerateToken(session, kind),
      ...shared,
    }),
    revoke: useMutation({ mutationFn: (token: Id) => revokeToken(session, token), ...shared }),
  };
}

/** All that is known of one student here; asked again when the live register has news of them. */
export function useTrace(session: Id, student: Id, row: RegisterRow | undefined) {
  const query = useQuery({
    queryKey: keys.trace(session, student),
    queryFn: ({ signal }) => fetchTrace(session, student, signal),
  });
  const { refetch } = query;
  const seen = useRef(row);
  useEffect(() => {
    if (seen.current === row) return;
    seen.current = row;
    void refetch();
  }, [row, refetch]);
  return query;
}

/** The changes of the session's records, and what was done to the session itself. */
export const useChanges = (session: Id, page: number) =>
  useQuery({
    queryKey: keys.changes(session, page),
    queryFn: ({ signal }) => fetchChanges(session, page, signal),
    placeholderData: keepPreviousData,
  });

export const useEvents = (session: Id) =>
  useQuery({
    queryKey: keys.events(session),
    queryFn: ({ signal }) => fetchEvents(session, signal),
  });

/** Asks a student; the question shows in the review list and on the student's phone. */
export function useAsk(session: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ student, text }: { student: Id; text: string }) =>
      askStudent(session, student, text),
    onSettled: (_answer, _error, { student }) => {
      void client.invalidateQueries({ queryKey: keys.review(session) });
      void client.invalidateQueries({ queryKey: keys.trace(session, student) });
    },
  });
}

/** Decides of a contested absence: what the record becomes, a refusal with its reason, or undo. */
export function useDecideContest(session: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ contest, verdict, reason }: ContestChoice) =>
      decideContest(contest, verdict, reason),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.live(session) }),
        client.invalidateQueries({ queryKey: keys.review(session) }),
        client.invalidateQueries({ queryKey: keys.decisions }),
      ]),
    onError: errorToast,
  });
}

interface ContestChoice {
  contest: Id;
  verdict: ContestVerdict;
  reason?: string;
}

/** Accepts or declines what a student sent. The item leaves the queue at once. */
export function useDecide(session: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ attempt, decision }: { attempt: Id; decision: Decision }) =>
      decideAttempt(attempt, decision),
    onSuccess: ({ row }, { attempt }) => {
      client.setQueryData<Review>(keys.review(session), (review) =>
        review === undefined
          ? review
          : {
              ...review,
              items: review.items.filter((known) => known.attempt_id !== attempt),
            },
      );
      client.setQueryData<LiveState>(keys.live(session), (state) =>
        state === undefined ? state : replaceRow(state, row),
      );
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.review(session) }),
        client.invalidateQueries({ queryKey: keys.decisions }),
      ]),
    onError: errorToast,
  });
}
