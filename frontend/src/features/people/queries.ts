import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import {
  type AccountAction,
  actOnAccounts,
  fetchFacets,
  fetchGuardians,
  fetchStudent,
  type Whom,
} from "@/api/staff/people";
import type { Id } from "@/api/staff/types";
import { doneToast, errorToast, undoToast } from "@/components/feedback/toasts";
import { OPPOSITE, outcomeWords } from "./model";

/** The rows on one page: enough to look through, little enough to draw at once. */
export const PAGE_SIZE = 50;

interface Page<Row> {
  count: number;
  results: Row[];
}

/** One page of a list of people; while the next one loads, the one before stays in sight. */
export function usePeople<Row, Query extends object>(
  list: string,
  query: Query,
  read: (query: Query, signal?: AbortSignal) => Promise<Page<Row>>,
) {
  return useQuery({
    queryKey: keys.peopleList(list, query),
    queryFn: ({ signal }) => read(query, signal),
    placeholderData: keepPreviousData,
  });
}

export const useStudent = (id: Id) =>
  useQuery({
    queryKey: keys.person("students", id),
    queryFn: ({ signal }) => fetchStudent(id, signal),
  });

export const useFacets = () =>
  useQuery({ queryKey: keys.facets, queryFn: ({ signal }) => fetchFacets(signal) });

export const useGuardians = (student: Id) =>
  useQuery({
    queryKey: keys.guardians(student),
    queryFn: ({ signal }) => fetchGuardians(student, signal),
  });

/** Does one thing with accounts, says what became of them, and offers to take it back. */
export function useAccountAction() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.people });
  const act = useMutation({
    mutationFn: ({ action, whom }: { action: AccountAction; whom: Whom }) =>
      actOnAccounts(action, whom),
    onError: errorToast,
    onSettled: refresh,
  });
  const undo = useMutation({
    mutationFn: ({ action, accounts }: { action: AccountAction; accounts: Id[] }) =>
      actOnAccounts(action, { accounts }),
    onError: errorToast,
    onSettled: refresh,
  });
  return {
    isPending: act.isPending,
    run: (action: AccountAction, whom: Whom, onDone?: () => void) =>
      act.mutate(
        { action, whom },
        {
          onSuccess: (outcome) => {
            onDone?.();
            const accounts = outcome.done;
            const message = outcomeWords(action, outcome);
            if (accounts.length === 0) return doneToast(message);
            undoToast({
              message,
              onUndo: () => undo.mutate({ action: OPPOSITE[action], accounts }),
            });
          },
        },
      ),
  };
}
