import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isFinal } from "@/api/staff/isFinal";
import { keys } from "@/api/staff/keys";
import {
  closeSession,
  decideAttempt,
  extendSession,
  fetchLive,
  fetchReview,
  regenerateToken,
  reopenSession,
  revokeToken,
} from "@/api/staff/sessions";
import type { Decision, Id, LiveState, ReviewItem, TokenKind } from "@/api/staff/types";
import { errorToast } from "@/components/feedback/toasts";
import { mergeLive, replaceRow } from "./model";

/** Arrivals must be on the screen within two seconds. */
const POLL_MS = 1_500;
const CLOSED_POLL_MS = 10_000;

/**
 * The live register. Asks by version, so that a poll without news costs the server next to nothing;
 * stops while the page is hidden and asks at once when it is seen again.
 */
export function useLive(session: Id) {
  const client = useQueryClient();
  const key = keys.live(session);
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<LiveState>(key);
      const merged = mergeLive(known, await fetchLive(session, known?.version, signal));
      return (
        merged ?? Promise.reject(new Error("the server knows a version that this page does not"))
      );
    },
    refetchInterval: ({ state }) => {
      if (isFinal(state.error)) return false;
      return state.data?.session.state === "closed" ? CLOSED_POLL_MS : POLL_MS;
    },
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: "always",
    staleTime: 0,
    structuralSharing: false,
    meta: { polled: true },
  });
}

/** What students sent; asked again whenever the live register changes. */
export function useReview(session: Id, version: string | undefined) {
  const query = useQuery({
    queryKey: keys.review(session),
    queryFn: ({ signal }) => fetchReview(session, signal),
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { refetch } = query;
  const seen = useRef(version);
  useEffect(() => {
    if (version === undefined || seen.current === version) return;
    const first = seen.current === undefined;
    seen.current = version;
    if (!first) void refetch();
  }, [version, refetch]);
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

/** Accepts or declines what a student sent. The item leaves the queue at once. */
export function useDecide(session: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: { item: ReviewItem; decision: Decision }) =>
      decideAttempt(choice.item.attempt_id, choice.decision),
    onSuccess: ({ row }, { item }) => {
      client.setQueryData<ReviewItem[]>(keys.review(session), (items) =>
        items?.filter((known) => known.attempt_id !== item.attempt_id),
      );
      client.setQueryData<LiveState>(keys.live(session), (state) =>
        state === undefined ? state : replaceRow(state, row),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.review(session) }),
    onError: errorToast,
  });
}
