import { send } from "@/api/client";
import { api, bodyOf } from "@/api/typed";
import type { Id, ImportResult, ImportRun } from "./types";

const at = (id: Id) => ({ params: { path: { id } } });

/** Rows on a page of a file, and imports on a page of the history. */
export const ROWS_AT_ONCE = 50;
export const IMPORTS_AT_ONCE = 20;

/** Reading and comparing a hundred thousand rows takes a while, sending them over a phone too. */
const CHECK_TIMEOUT_MS = 180_000;

/** Where columns are in a file's header, by name; null where nothing is to be read. */
export type ChosenColumns = Record<string, number | null>;

export const fetchImportKinds = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/imports/kinds/", { signal }));

export const fetchImports = (page: number, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/imports/", {
      params: { query: { page, page_size: IMPORTS_AT_ONCE } },
      signal,
    }),
  );

/** State and progress. Never counts as use. */
export const fetchImport = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/imports/{id}/", { ...at(id), signal }));

export const fetchImportRows = (
  id: Id,
  result: ImportResult | undefined,
  page: number,
  signal?: AbortSignal,
) =>
  bodyOf(
    api.GET("/api/imports/{id}/rows/", {
      params: { path: { id }, query: { result, page, page_size: ROWS_AT_ONCE } },
      signal,
    }),
  );

export const fetchKeptRows = (id: Id, page: number, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/imports/{id}/kept/", {
      params: { path: { id }, query: { page, page_size: ROWS_AT_ONCE } },
      signal,
    }),
  );

/** Has a file checked; nothing of it is stored. */
export async function checkFile(
  kind: string,
  file: File,
  mapping: ChosenColumns | null,
): Promise<ImportRun> {
  const body = new FormData();
  body.set("kind", kind);
  body.set("file", file);
  if (mapping !== null) body.set("mapping", JSON.stringify(mapping));
  const answer = await send(
    "/api/imports/",
    { method: "POST", body },
    { timeout: CHECK_TIMEOUT_MS },
  );
  return (await answer.json()) as ImportRun;
}

export const commitImport = (id: Id) => bodyOf(api.POST("/api/imports/{id}/commit/", at(id)));

export const undoImport = (id: Id) => bodyOf(api.POST("/api/imports/{id}/undo/", at(id)));

export const discardImport = (id: Id) => bodyOf(api.DELETE("/api/imports/{id}/", at(id)));

async function fetchFile(path: string): Promise<Blob> {
  return (await send(path, { method: "GET" }, { timeout: CHECK_TIMEOUT_MS })).blob();
}

export const fetchTemplate = (kind: string) => fetchFile(`/api/imports/templates/${kind}.csv`);

export const fetchErrorRows = (id: Id) => fetchFile(`/api/imports/${id}/errors.csv`);
