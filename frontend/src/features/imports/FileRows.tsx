import { UnstyledButton } from "@mantine/core";
import { ROWS_AT_ONCE } from "@/api/staff/imports";
import type { ImportKind, ImportRow, ImportRun } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Panel } from "@/components/layout/Panel";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Imports.module.css";
import { messages } from "./messages";
import { RESULTS, resultOf, told } from "./model";
import { useImportRows } from "./queries";
import { ResultMark } from "./StateMark";

const FILTERS = ["result"] as const;
const PHONE_SHAPES = ["title", "plain"] as const;

/** The rows of the file with what each would do, or has done, and why. */
export function FileRows({ run, kind }: { run: ImportRun; kind: ImportKind }) {
  const [params, change] = useTableParams(FILTERS);
  const result = resultOf(params.filters.result);
  const { data, error, refetch, isPlaceholderData } = useImportRows(run, result, params.page);
  if (!run.file_kept) {
    return (
      <Panel title={messages.rowsTitle}>
        <EmptyNote title={messages.rowsForgotten} />
      </Panel>
    );
  }
  const tabs = [
    { value: "", label: messages.all, count: run.row_count },
    ...RESULTS.map((one) => ({
      value: one as string,
      label: messages.results[one],
      count: run.counts[one],
    })),
  ];
  return (
    <Panel title={messages.rowsTitle} framed={false} data-testid="file-rows">
      <fieldset className={classes.tabs}>
        <legend className={classes.hiddenLegend}>{messages.filter}</legend>
        {tabs.map(({ value, label, count }) => (
          <UnstyledButton
            key={value}
            className={classes.tab}
            aria-pressed={(result ?? "") === value}
            data-result={value || undefined}
            onClick={() => change({ filters: { result: value } })}
          >
            {label} <span className={classes.count}>{formatNumber(count)}</span>
          </UnstyledButton>
        ))}
      </fieldset>
      <DataTable
        label={messages.rowsTitle}
        columns={columnsOf(run, kind)}
        rows={data?.results}
        idOf={({ number }) => number}
        nameOf={({ number }) => messages.rowName(formatNumber(number))}
        count={data?.count ?? 0}
        page={params.page}
        pageSize={ROWS_AT_ONCE}
        sort=""
        error={error}
        stale={isPlaceholderData}
        onSort={(sort) => change({ sort })}
        onPage={(page) => change({ page })}
        onRetry={() => void refetch()}
        empty={<EmptyNote title={messages.noRows} />}
      />
    </Panel>
  );
}

function columnsOf(run: ImportRun, kind: ImportKind): Column<ImportRow>[] {
  const inFile = kind.columns.filter(({ name }) => name in run.columns);
  return [
    {
      key: "number",
      title: messages.rowNumber,
      phone: "labelled",
      render: ({ number }) => formatNumber(number),
    },
    {
      key: "result",
      title: messages.result,
      phone: "plain",
      render: ({ result }) => <ResultMark result={result} />,
    },
    {
      key: "reasons",
      title: messages.reasons,
      phone: "plain",
      render: (row) => (row.reasons.length > 0 ? <Reasons row={row} /> : null),
    },
    // A phone shows the first two: number or user name, and what follows it.
    ...inFile.map(({ name }, place) => ({
      key: name,
      title: name,
      phone: PHONE_SHAPES[place] ?? ("hidden" as const),
      render: ({ values }: ImportRow) => values[name] ?? "",
    })),
  ];
}

function Reasons({ row }: { row: ImportRow }) {
  return (
    <ul className={classes.reasons} data-result={row.result}>
      {told(row).map(({ column, text, becomes }) => (
        <li key={`${column}-${text}`}>
          {column !== "" && <strong>{column} </strong>}
          {text}
          {becomes !== null && `, ${messages.becomes(becomes)}`}
        </li>
      ))}
    </ul>
  );
}
