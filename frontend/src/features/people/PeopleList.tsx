import { Button, NativeSelect } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { AccountAction, Whom } from "@/api/staff/people";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { PageHead } from "@/components/layout/PageHead";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { Face } from "@/components/ui/Face";
import { BulkBar } from "@/components/ui/table/BulkBar";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import type { TableChange, TableParams } from "@/components/ui/table/params";
import { SearchField } from "@/components/ui/table/SearchField";
import { chosenCount, NOTHING, type Selection } from "@/components/ui/table/selection";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";
import classes from "./People.module.css";
import { PAGE_SIZE, useAccountAction } from "./queries";

/** A filter as a choice of values; the first choice stands for none. */
export interface Choice {
  name: string;
  label: string;
  data: { value: string; label: string }[];
}

interface PeopleListProps<Row> {
  list: "students" | "lecturers" | "staff";
  title: string;
  counted: (count: string) => string;
  searchLabel: string;
  columns: readonly Column<Row>[];
  choices: readonly Choice[];
  params: TableParams<string>;
  onChange: (change: TableChange<string>) => void;
  /** The query that the rows answer, for doing something with all of them. */
  query: Record<string, string>;
  answer: { count: number; results: Row[] } | undefined;
  error: unknown;
  stale: boolean;
  onRetry: () => void;
  idOf: (row: Row) => number;
  nameOf: (row: Row) => string;
  pictureOf: (row: Row) => string | null;
  accountOf: (row: Row) => number | undefined;
  isActive: (row: Row) => boolean;
  /** Administrators choose rows and add people; everybody else reads. */
  manages: boolean;
  add: ReactNode;
}

const ACTIONS: readonly AccountAction[] = ["invite", "deactivate", "reactivate"];

/** A page with a list of people: search, filters, order, pages, and what is done with many. */
export function PeopleList<Row>(props: PeopleListProps<Row>) {
  const { params, onChange, answer, manages, choices } = props;
  const [selection, setSelection] = useState<Selection>(NOTHING);
  // The accounts of rows on other pages, which are not at hand any more when something is done.
  const [accounts, setAccounts] = useState<ReadonlyMap<number, number>>(new Map());
  const narrowed = params.search !== "" || Object.keys(params.filters).length > 0;

  const choose = (next: Selection) => {
    const known = new Map(accounts);
    for (const row of answer?.results ?? []) {
      const account = props.accountOf(row);
      if (account !== undefined) known.set(props.idOf(row), account);
    }
    setAccounts(known);
    setSelection(next);
  };
  const change = (next: TableChange<string>) => {
    // Who was chosen among others is not chosen among these.
    if (next.search !== undefined || next.filters !== undefined) setSelection(NOTHING);
    onChange(next);
  };
  const clear = () =>
    change({
      search: "",
      filters: Object.fromEntries(choices.map(({ name }) => [name, ""])),
    });

  return (
    <>
      <PageHead
        title={props.title}
        below={answer === undefined ? undefined : props.counted(formatNumber(answer.count))}
        actions={manages ? props.add : undefined}
      />
      <div className={classes.toolbar}>
        <SearchField
          label={props.searchLabel}
          value={params.search}
          onSearch={(search: string) => change({ search })}
        />
        <fieldset className={classes.filters} style={{ border: 0, margin: 0, padding: 0 }}>
          <legend className="mantine-visually-hidden" hidden>
            {messages.filters}
          </legend>
          {choices.map(({ name, label, data }) => (
            <NativeSelect
              key={name}
              aria-label={label}
              data={data}
              value={params.filters[name] ?? ""}
              onChange={(event) => change({ filters: { [name]: event.currentTarget.value } })}
            />
          ))}
        </fieldset>
      </div>
      <DataTable
        label={props.title}
        columns={props.columns}
        rows={answer?.results}
        idOf={props.idOf}
        nameOf={props.nameOf}
        count={answer?.count ?? 0}
        page={params.page}
        pageSize={PAGE_SIZE}
        sort={params.sort}
        error={props.error}
        stale={props.stale}
        onSort={(sort) => change({ sort })}
        onPage={(page) => change({ page })}
        onRetry={props.onRetry}
        selection={manages ? selection : undefined}
        onSelection={choose}
        face={(row) => <Face name={props.nameOf(row)} url={props.pictureOf(row)} />}
        isQuiet={(row) => !props.isActive(row)}
        empty={
          narrowed ? (
            <EmptyNote
              title={messages.noneFound}
              action={
                <Button variant="default" onClick={clear}>
                  {messages.clear}
                </Button>
              }
            >
              {messages.noneFoundText}
            </EmptyNote>
          ) : (
            <EmptyNote title={messages.noneYet} action={manages ? props.add : undefined}>
              {manages ? messages.noneYetText : undefined}
            </EmptyNote>
          )
        }
      />
      {manages && (
        <BulkBar
          selection={selection}
          total={answer?.count ?? 0}
          inSight={answer?.results.length ?? 0}
          onSelection={choose}
        >
          <BulkActs
            selection={selection}
            total={answer?.count ?? 0}
            whom={() => whomOf(selection, accounts, props)}
            onDone={() => setSelection(NOTHING)}
          />
        </BulkBar>
      )}
    </>
  );
}

function whomOf<Row>(
  selection: Selection,
  accounts: ReadonlyMap<number, number>,
  { list, query, answer }: PeopleListProps<Row>,
): Whom {
  if (selection.all) return { matching: { list, query, expected: answer?.count ?? 0 } };
  const chosen = [...selection.ids].map((id) => accounts.get(id));
  return { accounts: chosen.filter((one) => one !== undefined) };
}

function BulkActs({
  selection,
  total,
  whom,
  onDone,
}: {
  selection: Selection;
  total: number;
  whom: () => Whom;
  onDone: () => void;
}) {
  const act = useAccountAction();
  const [asked, setAsked] = useState<AccountAction>();
  const count = formatNumber(chosenCount(selection, total));
  const run = (action: AccountAction) => {
    act.run(action, whom(), onDone);
    setAsked(undefined);
  };
  return (
    <>
      {ACTIONS.map((action) => (
        <Button
          key={action}
          size="compact-md"
          variant="default"
          disabled={act.isPending}
          onClick={() => {
            // What can be undone in a moment needs no question, unless it reaches out of sight.
            if (selection.all) setAsked(action);
            else run(action);
          }}
        >
          {messages.act[action]}
        </Button>
      ))}
      <ConfirmDialog
        opened={asked !== undefined}
        title={asked === undefined ? "" : messages.confirmTitle(messages.act[asked], count)}
        confirm={asked === undefined ? "" : messages.act[asked]}
        cancel={messages.cancel}
        busy={act.isPending}
        onConfirm={() => {
          if (asked !== undefined) run(asked);
        }}
        onClose={() => setAsked(undefined)}
      >
        {asked === "deactivate" ? `${messages.confirmDeactivate} ` : ""}
        {messages.confirmOther}
      </ConfirmDialog>
    </>
  );
}
