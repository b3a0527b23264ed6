import { useCallback, useEffect, useState } from "react";
import { SIGNED_IN_EVENT } from "@/api/token";

export interface Resource<T> {
  data: T | null;
  error: unknown;
  loading: boolean;
  /** Asks again and keeps what is shown until the answer comes. */
  reload: () => void;
}

/**
 * Loads something when a component appears or its `key` changes.
 *
 * @param key names what is loaded; a new key starts over with nothing shown
 * @param load must honour the signal; it is called anew on every reload
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{
    key: string;
    data: T | null;
    error: unknown;
    busy: boolean;
  }>({ key, data: null, error: null, busy: true });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` names what `load` loads, and `round` asks again; `load` itself is a new closure on every render
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({
      key,
      data: before.key === key ? before.data : null,
      error: null,
      busy: true,
    }));
    load(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ key, data, error: null, busy: false });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState((before) => ({ ...before, error, busy: false }));
      },
    );
    return () => abort.abort();
  }, [key, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => {
    window.addEventListener(SIGNED_IN_EVENT, reload);
    return () => window.removeEventListener(SIGNED_IN_EVENT, reload);
  }, [reload]);
  const fresh = state.key === key;
  return {
    data: fresh ? state.data : null,
    error: fresh ? state.error : null,
    loading: !fresh || state.busy,
    reload,
  };
}
