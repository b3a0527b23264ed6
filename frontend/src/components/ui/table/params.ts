/** What a list shows: kept in the address, so that it can be sent on, reloaded and gone back to. */
export interface TableParams<Filter extends string> {
  search: string;
  /** Only what is set. */
  filters: Partial<Record<Filter, string>>;
  /** As the API takes it: a column, with `-` before it from the end. */
  sort: string;
  /** From 1. */
  page: number;
}

export type TableChange<Filter extends string> = Partial<Omit<TableParams<Filter>, "filters">> & {
  /** An empty text takes a filter away. */
  filters?: Partial<Record<Filter, string>>;
};

/** Reads the address; what is missing or makes no sense falls back. */
export function readTable<Filter extends string>(
  address: URLSearchParams,
  names: readonly Filter[],
): TableParams<Filter> {
  const filters: Partial<Record<Filter, string>> = {};
  for (const name of names) {
    const value = address.get(name);
    if (value !== null && value !== "") filters[name] = value;
  }
  const page = Number(address.get("page") ?? "1");
  return {
    search: address.get("search") ?? "",
    filters,
    sort: address.get("sort") ?? "",
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address after a change. All but turning the page leads back to the first one. */
export function changedTable<Filter extends string>(
  address: URLSearchParams,
  change: TableChange<Filter>,
): URLSearchParams {
  const next = new URLSearchParams(address);
  const put = (name: string, value: string) => {
    if (value === "") next.delete(name);
    else next.set(name, value);
  };
  if (change.search !== undefined) put("search", change.search.trim());
  if (change.sort !== undefined) put("sort", change.sort);
  for (const [name, value] of Object.entries(change.filters ?? {})) put(name, String(value));
  put("page", (change.page ?? 1) > 1 ? String(change.page) : "");
  return next;
}

/** The next order after a press on a column: from the beginning, from the end, as before. */
export function nextSort(sort: string, column: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? "" : column;
}
