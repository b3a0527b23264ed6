import { NativeSelect, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useRef } from "react";
import { LoadError } from "../../feedback/LoadError";
import { messages } from "../../messages";
import classes from "./DataTable.module.css";
import { Pager } from "./Pager";
import { nextSort } from "./params";
import { isChosen, pageState, pageToggled, type Selection, toggled } from "./selection";

/** One column, and what becomes of it on a phone. */
export interface Column<Row> {
  /** Also the name by which the API sorts. */
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  sortable?: boolean;
  align?: "end";
  /**
   * On a phone a row is an item of a list: one column is its `title`, the others stand below it
   * as they are, with their title before them, or not at all.
   */
  phone?: "title" | "plain" | "labelled" | "hidden";
}

interface DataTableProps<Row> {
  /** Names the table for who cannot see it. */
  label: string;
  columns: readonly Column<Row>[];
  /** The rows of this page; undefined while they load for the first time. */
  rows: readonly Row[] | undefined;
  idOf: (row: Row) => number;
  /** What the box of a row is called. */
  nameOf: (row: Row) => string;
  count: number;
  page: number;
  pageSize: number;
  sort: string;
  error: unknown;
  /** Whether the rows in sight are those of the question before. */
  stale?: boolean;
  onSort: (sort: string) => void;
  onPage: (page: number) => void;
  onRetry: () => void;
  /** Gives rows a box each. */
  selection?: Selection | undefined;
  onSelection?: ((selection: Selection) => void) | undefined;
  /** Stands before the title of a row, such as a picture. */
  face?: (row: Row) => ReactNode;
  /** Quiet rows, such as deactivated ones. */
  isQuiet?: (row: Row) => boolean;
  /** What stands in the place of no rows. */
  empty: ReactNode;
}

const NARROW = "(width < 48em)";
const BONES = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** A list that the server sorts and gives in pages: a table, on a phone a readable list. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false }) ?? false;
  const { rows, error, count, page, pageSize, onPage, onRetry, empty, stale } = props;
  if (rows === undefined && error !== null) {
    return (
      <div className={classes.framed}>
        <LoadError error={error} onRetry={onRetry} />
      </div>
    );
  }
  if (rows === undefined) return <Bones />;
  if (rows.length === 0) return <div className={classes.framed}>{empty}</div>;
  const Shape = narrow ? PhoneList : WideTable;
  return (
    <div className={classes.framed} aria-busy={stale === true} data-stale={stale || undefined}>
      <Shape {...props} rows={rows} />
      <Pager label={props.label} page={page} pageSize={pageSize} count={count} onPage={onPage} />
    </div>
  );
}

type Loaded<Row> = DataTableProps<Row> & { rows: readonly Row[] };

function WideTable<Row>(props: Loaded<Row>) {
  const { columns, rows, idOf, sort, onSort, label, isQuiet } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a wide table only where it has the focus
    <div className={classes.scroller} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {props.selection !== undefined && (
              <th className={classes.boxCell} scope="col">
                <PageBox {...props} />
              </th>
            )}
            {columns.map(({ key, title, sortable, align }) => (
              <th key={key} scope="col" aria-sort={ariaSort(sort, key)} data-align={align}>
                {sortable ? (
                  <button
                    type="button"
                    className={classes.sorter}
                    onClick={() => onSort(nextSort(sort, key))}
                  >
                    {title}
                    <SortMark direction={ariaSort(sort, key)} />
                  </button>
                ) : (
                  title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)} data-row={idOf(row)} data-quiet={isQuiet?.(row) || undefined}>
              {props.selection !== undefined && (
                <td className={classes.boxCell}>
                  <RowBox {...props} row={row} />
                </td>
              )}
              {columns.map(({ key, render, align, phone }) => (
                <td key={key} data-align={align}>
                  {phone === "title" && props.face !== undefined ? (
                    <span className={classes.faced}>
                      {props.face(row)}
                      {render(row)}
                    </span>
                  ) : (
                    render(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PhoneList<Row>(props: Loaded<Row>) {
  const { columns, rows, idOf, sort, onSort, label, isQuiet } = props;
  const sortable = columns.filter((column) => column.sortable);
  const title = columns.find(({ phone }) => phone === "title") ?? columns[0];
  const facts = columns.filter((column) => column !== title && column.phone !== "hidden");
  return (
    <>
      <div className={classes.phoneHead}>
        {props.selection !== undefined && <PageBox {...props} />}
        {sortable.length > 0 && (
          <NativeSelect
            aria-label={messages.sortBy}
            value={sort}
            onChange={(event) => onSort(event.currentTarget.value)}
            data={[
              { value: "", label: messages.sortUsual },
              ...sortable.flatMap((column) => [
                { value: column.key, label: messages.sortUp(column.title) },
                { value: `-${column.key}`, label: messages.sortDown(column.title) },
              ]),
            ]}
          />
        )}
      </div>
      <ul className={classes.list} aria-label={label}>
        {rows.map((row) => (
          <li key={idOf(row)} data-row={idOf(row)} data-quiet={isQuiet?.(row) || undefined}>
            {props.selection !== undefined && <RowBox {...props} row={row} />}
            {props.face?.(row)}
            <div className={classes.item}>
              <div className={classes.itemTitle}>{title?.render(row)}</div>
              <div className={classes.itemFacts}>
                {facts.map(({ key, title: name, render, phone }) => {
                  const shown = render(row);
                  if (shown === "" || shown === null) return null;
                  return (
                    <span key={key}>
                      {phone === "labelled" && `${name} `}
                      {shown}
                    </span>
                  );
                })}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function PageBox<Row>({ selection, onSelection, rows, idOf }: Loaded<Row>) {
  const box = useRef<HTMLInputElement>(null);
  const ids = rows.map(idOf);
  const state = selection === undefined ? "none" : pageState(selection, ids);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = state === "some";
  }, [state]);
  if (selection === undefined) return null;
  return (
    <label className={classes.box}>
      <input
        ref={box}
        type="checkbox"
        aria-label={messages.choosePage}
        checked={state === "whole"}
        onChange={() => onSelection?.(pageToggled(selection, ids))}
      />
    </label>
  );
}

function RowBox<Row>({
  selection,
  onSelection,
  rows,
  idOf,
  nameOf,
  row,
}: Loaded<Row> & { row: Row }) {
  if (selection === undefined) return null;
  const id = idOf(row);
  return (
    <label className={classes.box}>
      <input
        type="checkbox"
        aria-label={messages.chooseRow(nameOf(row))}
        checked={isChosen(selection, id)}
        onChange={() => onSelection?.(toggled(selection, id, rows.map(idOf)))}
      />
    </label>
  );
}

function ariaSort(sort: string, key: string): "ascending" | "descending" | undefined {
  if (sort === key) return "ascending";
  return sort === `-${key}` ? "descending" : undefined;
}

function SortMark({ direction }: { direction: "ascending" | "descending" | undefined }) {
  return (
    <svg
      className={classes.sortMark}
      data-direction={direction ?? "none"}
      width="10"
      height="10"
      viewBox="0 0 10 10"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d={direction === "descending" ? "M2 3.5 5 7l3-3.5" : "M2 6.5 5 3l3 3.5"}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
  );
}

function Bones() {
  return (
    <div className={classes.framed} aria-busy="true" role="status" aria-label={messages.loading}>
      {BONES.map((bone) => (
        <div key={bone} className={classes.bones}>
          <Skeleton height={16} width="min(16rem, 45%)" />
          <Skeleton height={12} width="min(10rem, 25%)" />
        </div>
      ))}
    </div>
  );
}
