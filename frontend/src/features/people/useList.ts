import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import type { Choice } from "./PeopleList";
import { PAGE_SIZE, usePeople } from "./queries";

type State = keyof typeof messages.filterOf;

const STATES: readonly State[] = [
  "active",
  "all",
  "never_signed_in",
  "not_invited",
  "invited",
  "must_change",
  "inactive",
];
/** What says nothing about how somebody signs in. */
const OPEN: ReadonlySet<State> = new Set(["active", "all", "inactive"]);

/** What a page with a list of people needs: its address, its rows, and who looks at it. */
export function useList<Row>(
  list: "students" | "lecturers" | "staff",
  names: readonly string[],
  read: (
    query: Record<string, string | number>,
    signal?: AbortSignal,
  ) => Promise<{ count: number; results: Row[] }>,
) {
  const { me } = useStaff();
  const manages = me.role === "admin";
  const [params, onChange] = useTableParams(names);
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(params.filters)) {
    if (value !== undefined) query[name] = value;
  }
  if (params.search !== "") query["search"] = params.search;
  if (params.sort !== "") query["sort"] = params.sort;
  const rows = usePeople(
    list,
    { ...query, page: params.page, page_size: PAGE_SIZE } as Record<string, string | number>,
    read,
  );
  const state: Choice = {
    name: "state",
    label: messages.account,
    data: STATES.filter((one) => manages || OPEN.has(one)).map((value) => ({
      value: value === "active" ? "" : value,
      label: messages.filterOf[value],
    })),
  };
  return {
    manages,
    state,
    shared: {
      list,
      params,
      onChange,
      query,
      answer: rows.data,
      error: rows.error,
      stale: rows.isPlaceholderData,
      onRetry: () => void rows.refetch(),
      manages,
    },
  };
}
