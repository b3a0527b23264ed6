import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { PageHead } from "@/components/layout/PageHead";
import { PlusIcon } from "@/components/ui/icons";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { NameButton } from "@/components/ui/table/NameButton";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Courses.module.css";
import { localPage, PAGE_SIZE, type Rules } from "./localTable";
import { messages } from "./messages";

const FILTERS = [] as const;

interface LocalListProps<Row> {
  title: string;
  searchLabel: string;
  /** What the button for a new one says. */
  add: string;
  onAdd: () => void;
  onEdit: (row: Row) => void;
  list: UseQueryResult<Row[]>;
  rules: Rules<Row>;
  /** Those behind the name. */
  columns: Column<Row>[];
  /** What stands in the place of an empty list. */
  none: ReactNode;
}

/** A page with a short list of named things, which administrators make and change. */
export function LocalList<Row extends { id: number; name: string }>(props: LocalListProps<Row>) {
  const { list, rules, onEdit } = props;
  const manages = useStaff().me.role === "admin";
  const [params, change] = useTableParams(FILTERS);
  const { matching, rows, page } = localPage(list.data ?? [], params, rules);
  const name: Column<Row> = {
    key: "name",
    title: messages.name,
    sortable: true,
    phone: "title",
    render: (row) =>
      manages ? (
        <NameButton
          name={row.name}
          label={messages.editOne(row.name)}
          onPress={() => onEdit(row)}
        />
      ) : (
        row.name
      ),
  };
  return (
    <>
      <PageHead
        title={props.title}
        actions={
          manages && (
            <Button leftSection={<PlusIcon size={16} />} onClick={props.onAdd}>
              {props.add}
            </Button>
          )
        }
      />
      <div className={classes.search}>
        <SearchField
          label={props.searchLabel}
          value={params.search}
          onSearch={(search) => change({ search })}
        />
      </div>
      <DataTable
        label={props.title}
        columns={[name, ...props.columns]}
        rows={list.data === undefined ? undefined : rows}
        idOf={({ id }) => id}
        nameOf={(row) => row.name}
        count={matching.length}
        page={page}
        pageSize={PAGE_SIZE}
        sort={params.sort}
        error={list.error}
        onSort={(sort) => change({ sort })}
        onPage={(next) => change({ page: next })}
        onRetry={() => void list.refetch()}
        empty={
          params.search === "" ? (
            props.none
          ) : (
            <EmptyNote
              title={messages.noneMatch}
              action={
                <Button variant="default" onClick={() => change({ search: "" })}>
                  {messages.clearSearch}
                </Button>
              }
            />
          )
        }
      />
    </>
  );
}
