// biome-ignore-all lint/a11y/useSemanticElements: a table of 15,000 cells cannot be drawn in part
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the cell it stands on
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Register, RegisterSession, RegisterStatus, RegisterStudent } from "@/api/staff/types";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Grid.module.css";
import { type ColumnMenuOf, FIXED_COLUMNS, GridColumnHead } from "./GridColumnHead";
import { type GridColumn, GridRow, ROW_PX } from "./GridRow";
import { messages } from "./messages";
import {
  at,
  bounds,
  hasLeft,
  held,
  moved,
  rowsToDraw,
  type Selection,
  type Sight,
  statusOfKey,
} from "./model";

interface GridProps {
  label: string;
  register: Register;
  /** The rows in sight of search and filter. */
  students: RegisterStudent[];
  today: string;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onMark: (status: RegisterStatus) => void;
  onHistory: () => void;
  onUndo: () => void;
  columnMenu: ColumnMenuOf;
}

/**
 * Students by sessions, used like a spreadsheet. Only the rows in sight are drawn; the grid itself
 * keeps the focus and names the cell it stands on, so that none is lost by scrolling.
 */
export function Grid(props: GridProps) {
  const { label, register, students, today, selection, onSelect } = props;
  const { sessions } = register;
  const columns = useColumns(sessions);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight>({ top: 0, rows: 15 });
  const size = { rows: students.length, columns: sessions.length };
  const current = held(selection, size.rows, size.columns);
  const { row, column } = current;
  const chosen = bounds(current);
  // Rows may be cut at both ends, the head covers two, and one stays in sight with the next page.
  const page = Math.max(1, sight.rows - 5);

  const measure = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    const top = Math.floor(box.scrollTop / ROW_PX);
    const rows = Math.ceil(box.clientHeight / ROW_PX) + 1;
    setSight((now) => (now.top === top && now.rows === rows ? now : { top, rows }));
  }, []);
  useEffect(() => {
    measure();
    const watched = new ResizeObserver(measure);
    if (scroller.current !== null) watched.observe(scroller.current);
    return () => watched.disconnect();
  }, [measure]);

  const reveal = useCallback((next: Selection) => {
    const box = scroller.current;
    if (box === null) return;
    const head = box.querySelector<HTMLElement>("[data-head]")?.offsetHeight ?? 0;
    const top = next.row * ROW_PX;
    if (top < box.scrollTop) box.scrollTop = top;
    const bottom = top + ROW_PX + head - box.clientHeight;
    if (bottom > box.scrollTop) box.scrollTop = bottom;
    const cell = box.querySelector<HTMLElement>(`[data-column="${next.column}"]`);
    if (cell === null) return;
    const fixed = box.querySelector<HTMLElement>("[data-fixed]")?.offsetWidth ?? 0;
    const left = cell.offsetLeft - fixed;
    if (left < box.scrollLeft) box.scrollLeft = left;
    const right = cell.offsetLeft + cell.offsetWidth - box.clientWidth;
    if (right > box.scrollLeft) box.scrollLeft = right;
  }, []);

  // The newest sessions are at the end: the one that is chosen first must be in sight.
  const begun = useRef(current);
  useEffect(() => reveal(begun.current), [reveal]);

  const select = useCallback(
    (next: Selection) => {
      onSelect(next);
      reveal(next);
    },
    [onSelect, reveal],
  );

  const press = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.altKey || event.metaKey) return;
    if (event.ctrlKey && event.key.toLowerCase() === "z") props.onUndo();
    else if (event.ctrlKey && event.key.toLowerCase() === "a")
      select({ row: size.rows - 1, column, anchorRow: 0, anchorColumn: column });
    else if (!event.ctrlKey && statusOfKey(event.key) !== undefined)
      props.onMark(statusOfKey(event.key) as RegisterStatus);
    else if (!event.ctrlKey && (event.key.toLowerCase() === "h" || event.key === "F2"))
      props.onHistory();
    else {
      const next = moved(current, event, { ...size, page });
      if (next === null) return;
      select(next);
    }
    event.preventDefault();
  };

  const point = (event: PointerEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-row][data-column]");
    if (cell === null) return;
    const there = at(Number(cell.dataset["row"]), Number(cell.dataset["column"]));
    const drags = event.type === "pointermove";
    if (drags && (event.pointerType !== "mouse" || (event.buttons & 1) === 0)) return;
    if (drags && there.row === row && there.column === column) return;
    const extended = drags || event.shiftKey;
    onSelect(extended ? { ...current, row: there.row, column: there.column } : there);
  };

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={classes.grid}
      aria-label={label}
      aria-rowcount={size.rows + 1}
      aria-colcount={size.columns + FIXED_COLUMNS}
      aria-multiselectable="true"
      aria-activedescendant={size.rows > 0 ? `${id}-${row}-${column}` : undefined}
      data-testid="register-grid"
      onScroll={measure}
      onKeyDown={press}
      onPointerDown={point}
      onPointerMove={point}
      onDoubleClick={props.onHistory}
    >
      <div className={classes.headRow} role="row" aria-rowindex={1} tabIndex={-1} data-head>
        <div role="presentation" className={classes.fixed} data-fixed>
          <div className={classes.corner} role="columnheader" aria-colindex={1}>
            {messages.student}
          </div>
          <div className={classes.rateHead} role="columnheader" aria-colindex={2}>
            {messages.rate}
          </div>
        </div>
        {sessions.map((session, index) => (
          <GridColumnHead
            key={session.id}
            session={session}
            index={index}
            reachable={index === column}
            menu={props.columnMenu}
          />
        ))}
      </div>
      <div role="rowgroup" className={classes.rows} style={{ blockSize: size.rows * ROW_PX }}>
        {rowsToDraw(sight, size.rows, row).map((index) => {
          const student = students[index];
          const inside = index >= chosen.top && index <= chosen.bottom;
          return (
            student !== undefined && (
              <GridRow
                key={student.id}
                grid={id}
                index={index}
                student={student}
                columns={columns}
                left={hasLeft(student, today)}
                threshold={register.at_risk_threshold_pct}
                chosenFrom={inside ? chosen.left : -1}
                chosenTo={inside ? chosen.right : -1}
                active={index === row ? column : -1}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** What the rows must know of the sessions: the same array for as long as that is the same. */
function useColumns(sessions: RegisterSession[]): GridColumn[] {
  const { format } = useStaff();
  const facts = JSON.stringify(
    sessions.map(({ id, state, opens_at }) => ({ id, state, opens_at })),
  );
  return useMemo(() => {
    const known: Pick<RegisterSession, "id" | "state" | "opens_at">[] = JSON.parse(facts);
    return known.map(({ id, state, opens_at }) => ({
      id,
      planned: state === "planned",
      day: format.day(opens_at),
    }));
  }, [facts, format]);
}
