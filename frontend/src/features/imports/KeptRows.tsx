import { useState } from "react";
import { ROWS_AT_ONCE } from "@/api/staff/imports";
import type { ImportKeptRow, ImportRun } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Panel } from "@/components/layout/Panel";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { messages } from "./messages";
import { useKeptRows } from "./queries";

type Numbered = ImportKeptRow & { place: number };

const COLUMNS: Column<Numbered>[] = [
  { key: "name", title: messages.keptName, phone: "title", render: ({ name }) => name },
  { key: "fate", title: messages.keptFate, render: ({ fate }) => messages.fates[fate] },
  { key: "reason", title: messages.keptReason, render: ({ reason }) => reason },
];

/** What undoing could not take back, and why; nothing when everything was. */
export function KeptRows({ run }: { run: ImportRun }) {
  const [page, setPage] = useState(1);
  const { data, error, refetch, isPlaceholderData } = useKeptRows(run.id, page);
  const { deactivated = 0, left = 0 } = run.undo_counts;
  if (deactivated + left === 0) return null;
  return (
    <Panel title={messages.kept} framed={false} data-testid="kept-rows">
      <DataTable
        label={messages.kept}
        columns={COLUMNS}
        rows={data?.results.map((row, place) => ({ ...row, place }))}
        idOf={({ place }) => place}
        nameOf={({ name }) => name}
        count={data?.count ?? 0}
        page={page}
        pageSize={ROWS_AT_ONCE}
        sort=""
        error={error}
        stale={isPlaceholderData}
        onSort={() => undefined}
        onPage={setPage}
        onRetry={() => void refetch()}
        empty={<EmptyNote title={messages.rowsForgotten} />}
      />
    </Panel>
  );
}
