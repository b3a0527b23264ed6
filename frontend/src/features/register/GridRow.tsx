// biome-ignore-all lint/a11y/useSemanticElements: a part of a grid that is no table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the cell it stands on
import { memo } from "react";
import type { Id, RegisterStudent } from "@/api/staff/types";
import { FlagIcon } from "@/components/ui/icons";
import classes from "./Grid.module.css";
import { FIXED_COLUMNS } from "./GridColumnHead";
import { messages } from "./messages";
import { cellAt } from "./model";

/** As in the stylesheet. */
export const ROW_PX = 44;

/** What a row must know of a session; not its counts, which change with every mark. */
export interface GridColumn {
  id: Id;
  planned: boolean;
  /** Its day in words. */
  day: string;
}

interface GridRowProps {
  grid: string;
  index: number;
  student: RegisterStudent;
  columns: GridColumn[];
  left: boolean;
  threshold: number;
  chosenFrom: number;
  chosenTo: number;
  active: number;
}

/** One student. Drawn anew only when the student or the selection in this row changes. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { grid, index, student, columns, left, threshold } = props;
  const { attended, counted, rate_pct: rate, at_risk: atRisk } = student.totals;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ insetBlockStart: index * ROW_PX }}
      data-testid="register-line"
      data-student={student.id}
    >
      {/* One thing that stays in sight for each row, not two: each is a layer of its own. */}
      <div role="presentation" className={classes.fixed}>
        <div
          role="rowheader"
          aria-colindex={1}
          className={classes.who}
          data-left={left || undefined}
        >
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
      </div>
      {columns.map(({ id, planned, day }, column) => (
        <GridCell
          key={id}
          id={`${grid}-${index}-${column}`}
          row={index}
          column={column}
          name={student.full_name}
          day={day}
          planned={planned}
          letter={student.cells.charAt(column)}
          flag={student.flags.charAt(column)}
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
  name: string;
  day: string;
  planned: boolean;
  letter: string;
  flag: string;
  chosen: boolean;
  active: boolean;
}

/** One session of one student, in one element: hundreds come into sight with each turn of a wheel. */
const GridCell = memo(function GridCell(props: GridCellProps) {
  const { planned } = props;
  const cell = cellAt({ cells: props.letter, flags: props.flag }, 0);
  const words = [
    props.name,
    props.day,
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
      id={props.id}
      role="gridcell"
      aria-colindex={props.column + 1 + FIXED_COLUMNS}
      aria-selected={props.chosen}
      aria-label={words.join(", ")}
      className={classes.cell}
      data-row={props.row}
      data-column={props.column}
      data-letter={cell.status ?? (cell.enrolled && !planned ? "none" : "off")}
      data-active={props.active || undefined}
      data-flag={cell.contested || cell.doubtful || undefined}
      data-changed={cell.changed || undefined}
      data-walk-in={cell.walkIn || undefined}
    >
      {planned ? "" : cell.letter}
    </div>
  );
});
