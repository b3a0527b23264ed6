import { Link } from "react-router";
import { IMPORTS_AT_ONCE } from "@/api/staff/imports";
import type { ImportRun } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Panel } from "@/components/layout/Panel";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Imports.module.css";
import { messages } from "./messages";
import { useImportKinds, useImports } from "./queries";
import { StateMark } from "./StateMark";

const NO_FILTERS = [] as const;

/** What was imported before, newest first. */
export function History() {
  const [params, change] = useTableParams(NO_FILTERS);
  const { data, error, refetch, isPlaceholderData } = useImports(params.page);
  const kinds = useImportKinds().data ?? [];
  const { format } = useStaff();
  const titleOf = (kind: string) => kinds.find(({ name }) => name === kind)?.title ?? kind;

  const columns: Column<ImportRun>[] = [
    {
      key: "file",
      title: messages.file,
      phone: "title",
      render: (run) => (
        <Link to={`/imports/${run.id}`} className={classes.rowLink}>
          {messages.heading(titleOf(run.kind), run.file_name)}
        </Link>
      ),
    },
    { key: "state", title: messages.state, render: ({ state }) => <StateMark state={state} /> },
    {
      key: "rows",
      title: messages.what,
      align: "end",
      phone: "labelled",
      render: ({ row_count }) => formatNumber(row_count),
    },
    { key: "by", title: messages.who, render: ({ by }) => by },
    { key: "when", title: messages.when, render: ({ created_at }) => format.dayTime(created_at) },
  ];

  return (
    <Panel title={messages.history} framed={false} data-testid="import-history">
      <DataTable
        label={messages.history}
        columns={columns}
        rows={data?.results}
        idOf={({ id }) => id}
        nameOf={({ file_name }) => file_name}
        count={data?.count ?? 0}
        page={params.page}
        pageSize={IMPORTS_AT_ONCE}
        sort=""
        error={error}
        stale={isPlaceholderData}
        onSort={(sort) => change({ sort })}
        onPage={(page) => change({ page })}
        onRetry={() => void refetch()}
        empty={<EmptyNote title={messages.historyEmpty}>{messages.historyEmptyText}</EmptyNote>}
      />
    </Panel>
  );
}
