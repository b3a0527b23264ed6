import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type ChosenColumns,
  checkFile,
  commitImport,
  discardImport,
  fetchErrorRows,
  fetchImport,
  fetchImportKinds,
  fetchImportRows,
  fetchImports,
  fetchKeptRows,
  fetchTemplate,
  undoImport,
} from "@/api/staff/imports";
import { keys } from "@/api/staff/keys";
import type { Id, ImportResult, ImportRun } from "@/api/staff/types";
import { errorToast } from "@/components/feedback/toasts";
import { saveFile } from "@/lib/saveFile";
import { rememberFile } from "./lastFile";
import { isAtWork } from "./model";

/** How often the page asks how far the worker is. */
const POLL_MS = 1_000;

export function useImportKinds() {
  return useQuery({
    queryKey: keys.importKinds,
    queryFn: ({ signal }) => fetchImportKinds(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useImports(page: number) {
  return useQuery({
    queryKey: keys.importList(page),
    queryFn: ({ signal }) => fetchImports(page, signal),
    placeholderData: keepPreviousData,
  });
}

/** One import; asked again every second while a worker is at it. */
export function useImport(id: Id) {
  return useQuery({
    queryKey: keys.importRun(id),
    queryFn: ({ signal }) => fetchImport(id, signal),
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data) ? POLL_MS : false),
  });
}

/** Storing compares anew, so rows are read again when the state changes. */
export function useImportRows(run: ImportRun, result: ImportResult | undefined, page: number) {
  return useQuery({
    queryKey: keys.importRows(run.id, run.state, result ?? "", page),
    queryFn: ({ signal }) => fetchImportRows(run.id, result, page, signal),
    placeholderData: keepPreviousData,
    enabled: run.file_kept,
  });
}

export function useKeptRows(id: Id, page: number) {
  return useQuery({
    queryKey: keys.importKept(id, page),
    queryFn: ({ signal }) => fetchKeptRows(id, page, signal),
    placeholderData: keepPreviousData,
  });
}

interface Check {
  kind: string;
  file: File;
  mapping: ChosenColumns | null;
  /** The check before this one, which it takes the place of. */
  replaces?: Id;
}

export function useCheck(onChecked: (id: Id) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ kind, file, mapping, replaces }: Check) => {
      const run = await checkFile(kind, file, mapping);
      rememberFile(run.id, file);
      // What stays behind when this fails is one line in the history.
      if (replaces !== undefined) await discardImport(replaces).catch(() => undefined);
      return run;
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["imports", "list"] });
      onChecked(id);
    },
  });
}

/** What can be done with an import; each answer is the import as it is now. */
export function useImportSteps(id: Id, onDiscarded: () => void) {
  const client = useQueryClient();
  const shared = {
    onSuccess: (run: ImportRun) => {
      client.setQueryData(keys.importRun(id), run);
      void client.invalidateQueries({ queryKey: ["imports", "list"] });
    },
    onError: (error: unknown) => {
      errorToast(error);
      void client.invalidateQueries({ queryKey: keys.importRun(id) });
    },
  };
  return {
    commit: useMutation({ mutationFn: () => commitImport(id), ...shared }),
    undo: useMutation({ mutationFn: () => undoImport(id), ...shared }),
    discard: useMutation({
      mutationFn: () => discardImport(id),
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: ["imports", "list"] });
        onDiscarded();
      },
      onError: shared.onError,
    }),
    errors: useMutation({
      mutationFn: async () => saveFile(await fetchErrorRows(id), `errors-${id}.csv`),
      onError: errorToast,
    }),
  };
}

export function useTemplate() {
  return useMutation({
    mutationFn: async (kind: string) => saveFile(await fetchTemplate(kind), `${kind}.csv`),
    onError: errorToast,
  });
}

/** Lets every other screen read anew what an import has stored or taken back. */
export function useStoredElsewhere() {
  const client = useQueryClient();
  return () =>
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "imports" });
}
