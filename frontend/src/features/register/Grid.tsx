// biome-ignore-all lint/a11y/useSemanticElements: a table of 15,000 cells cannot be drawn in part
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the cell it stands on
import { Menu } from "@mantine/core";
import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Register, RegisterSession, RegisterStatus, RegisterStudent } from "@/api/staff/types";
import { ChevronDownIcon, FlagIcon } from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Grid.module.css";
import { messages } from "./messages";
import {
  at,
  bounds,
  cellAt,
  hasLeft,
  held,
  moved,
  rowsInSight,
  type Selection,
  statusOfKey,
} from "./model";

/** As in the stylesheet. */
const ROW_PX = 44;
const FIXED_COLUMNS = 2;

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
  /** What can be done with a whole session; the same function as long as it says the same. */
  columnMenu: ColumnMenuOf;
}

type ColumnMenuOf = (session: RegisterSession, index: number) => ReactNode;

/**
 * Students by sessions, used like a spreadsheet. Only the rows in sight are drawn; the grid itself
 * keeps the focus and names the cell it stands on, so that none is lost by scrolling.
 */
export function Grid(props: GridProps) {
  const { label, register, students, today, selection, onSelect } = props;
  const { sessions } = register;
  const { format } = useStaff();
  const days = useMemo(() => sessions.map((one) => format.day(one.opens_at)), [sessions, format]);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 600 });
  const size = { rows: students.length, columns: sessions.length };
  const current = held(selection, size.rows, size.columns);
  const { row, column } = current;
  const chosen = bounds(current);
  const { first, last } = rowsInSight(sight.top, sight.height, ROW_PX, size.rows);
  const page = Math.max(1, Math.floor(sight.height / ROW_PX) - 3);

  const measure = useCallback(() => {
    const box = scroller.current;
    if (box !== null) setSight({ top: box.scrollTop, height: box.clientHeight });
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
    const fixed = [...box.querySelectorAll<HTMLElement>("[data-head] [data-fixed]")]
      .filter((one) => getComputedStyle(one).position === "sticky")
      .reduce((sum, one) => sum + one.offsetWidth, 0);
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

  const drawn = [];
  for (let index = first; index <= last; index += 1) drawn.push(index);
  if (row >= 0 && (row < first || row > last)) drawn.push(row);

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
        <div className={classes.corner} role="columnheader" aria-colindex={1} data-fixed>
          {messages.student}
        </div>
        <div className={classes.rateHead} role="columnheader" aria-colindex={2} data-fixed>
          {messages.rate}
        </div>
        {sessions.map((session, index) => (
          <ColumnHead
            key={session.id}
            session={session}
            index={index}
            reachable={index === column}
            menu={props.columnMenu}
          />
        ))}
      </div>
      <div role="rowgroup" className={classes.rows} style={{ blockSize: size.rows * ROW_PX }}>
        {drawn.map((index) => {
          const student = students[index];
          const inside = index >= chosen.top && index <= chosen.bottom;
          return (
            student !== undefined && (
              <Row
                key={student.id}
                grid={id}
                index={index}
                student={student}
                sessions={sessions}
                days={days}
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

interface ColumnHeadProps {
  session: RegisterSession;
  index: number;
  reachable: boolean;
  menu: ColumnMenuOf;
}

/** A session's head; thirty menus are not drawn anew at every key. */
const ColumnHead = memo(function ColumnHead(props: ColumnHeadProps) {
  const { session, index, reachable, menu } = props;
  const { format } = useStaff();
  const day = format.dayTime(session.opens_at);
  const { present, late, enrolled } = session.counts;
  const [weekday, ...date] = format.day(session.opens_at).split(/,? /);
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1 + FIXED_COLUMNS}
      className={classes.columnHead}
      data-state={session.state}
      data-column={index}
    >
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <button
            type="button"
            className={classes.columnButton}
            tabIndex={reachable ? 0 : -1}
            data-testid={`column-${session.id}`}
          >
            <span className={classes.weekday}>
              {weekday}
              <ChevronDownIcon size={12} />
            </span>
            <span className={classes.date}>{date.join(" ")}</span>
            <span>{format.time(session.opens_at)}</span>
            <span className={classes.unseen}>{messages.columnMenu}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {day}
            {session.venue_name !== "" && ` · ${session.venue_name}`}
          </Menu.Label>
          {menu(session, index)}
        </Menu.Dropdown>
      </Menu>
      <span className={classes.came} title={messages.cameLabel(present + late, enrolled)}>
        {session.state === "planned" ? "–" : messages.came(present + late, enrolled)}
      </span>
    </div>
  );
});

interface RowProps {
  grid: string;
  index: number;
  student: RegisterStudent;
  sessions: RegisterSession[];
  /** The sessions' days in words. */
  days: string[];
  left: boolean;
  threshold: number;
  chosenFrom: number;
  chosenTo: number;
  active: number;
}

/** One student. Drawn anew only when the student or the selection in this row changes. */
const Row = memo(function Row(props: RowProps) {
  const { grid, index, student, sessions, days, left, threshold } = props;
  const { attended, counted, rate_pct: rate, at_risk: atRisk } = student.totals;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ transform: `translateY(${index * ROW_PX}px)` }}
      data-testid="register-line"
      data-student={student.id}
    >
      <div role="rowheader" aria-colindex={1} className={classes.who} data-left={left || undefined}>
        <span className={classes.name}>{student.full_name}</span>
        <span className={classes.number}>
          {student.student_id}
          {left && ` · ${messages.gone}`}
        </span>
      </div>
      <div
        role="gridcell"
        aria-colindex={2}
        className={classes.rate}
        data-risk={atRisk || undefined}
      >
        <span>
          {atRisk && <FlagIcon size={12} />}
          {rate === null ? "–" : `${rate}\u00a0%`}
        </span>
        <span className={classes.number}>{messages.rateOf(attended, counted)}</span>
        {atRisk && <span className={classes.unseen}>{messages.belowThreshold(threshold)}</span>}
      </div>
      {sessions.map((session, column) => (
        <GridCell
          key={session.id}
          id={`${grid}-${index}-${column}`}
          row={index}
          column={column}
          student={student}
          session={session}
          day={days[column] ?? ""}
          chosen={column >= props.chosenFrom && column <= props.chosenTo}
          active={column === props.active}
        />
      ))}
    </div>
  );
});

interface GridCellProps {
  id: string;
  row: number;
  column: number;
  student: RegisterStudent;
  session: RegisterSession;
  day: string;
  chosen: boolean;
  active: boolean;
}

function GridCell(props: GridCellProps) {
  const { id, row, column, student, session, day, chosen, active } = props;
  const cell = cellAt(student, column);
  const planned = session.state === "planned";
  const words = [
    student.full_name,
    day,
    cell.status !== null
      ? messages.statuses[cell.status]
      : planned
        ? messages.planned
        : cell.enrolled
          ? messages.notYet
          : messages.notEnrolled,
    cell.contested && messages.contested,
    cell.doubtful && messages.doubtful,
    cell.walkIn && messages.walkIn,
    cell.changed && messages.changed,
  ].filter(Boolean);
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 1 + FIXED_COLUMNS}
      aria-selected={chosen}
      aria-label={words.join(", ")}
      className={classes.cell}
      data-row={row}
      data-column={column}
      data-letter={cell.status ?? (cell.enrolled && !planned ? "none" : "off")}
      data-active={active || undefined}
      data-flag={cell.contested || cell.doubtful || undefined}
      data-changed={cell.changed || undefined}
      data-walk-in={cell.walkIn || undefined}
    >
      <span className={classes.letter}>{planned ? "" : cell.letter}</span>
    </div>
  );
}
