import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { changedTable, readTable, type TableChange, type TableParams } from "./params";

/**
 * What a list shows, as the address says, and how to change it. `names` are its filters; keep the
 * array outside of the component.
 */
export function useTableParams<Filter extends string>(
  names: readonly Filter[],
): [TableParams<Filter>, (change: TableChange<Filter>) => void] {
  const [address, setAddress] = useSearchParams();
  const params = useMemo(() => readTable(address, names), [address, names]);
  const change = useCallback(
    (next: TableChange<Filter>) =>
      // Turning the page is a step that one goes back from; typing and filtering are not.
      setAddress((now) => changedTable(now, next), {
        replace: next.page === undefined,
        preventScrollReset: next.page === undefined,
      }),
    [setAddress],
  );
  return [params, change];
}
