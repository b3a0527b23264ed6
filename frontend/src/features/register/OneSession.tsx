import { ActionIcon, Menu, NativeSelect, VisuallyHidden } from "@mantine/core";
import { memo, type ReactNode, useCallback, useEffect, useRef } from "react";
import type { Id, RegisterSession, RegisterStatus, RegisterStudent } from "@/api/staff/types";
import { BackIcon, DotsIcon, FlagIcon } from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import { type CellView, cellAt, LETTERS, STATUS_ORDER } from "./model";
import classes from "./OneSession.module.css";

interface OneSessionProps {
  sessions: RegisterSession[];
  /** Which session, by its place in the register. */
  column: number;
  /** Who is shown, in order. */
  students: RegisterStudent[];
  label: string;
  /** What can be done with the whole session. */
  menu: ReactNode;
  /** Stands in the place of the list when nobody is shown. */
  empty: ReactNode;
  /** Stands above the list, such as the reason that goes with marks. */
  note: ReactNode;
  onColumn: (column: number) => void;
  onMark: (student: Id, status: RegisterStatus) => void;
  onHistory: (student: Id) => void;
}

/** The register on a phone: one session at a time, everybody below each other, four letters each. */
export function OneSession(props: OneSessionProps) {
  const { sessions, column, students, onColumn } = props;
  const { format } = useStaff();
  // Lines are drawn anew only when their student changes, so what they call must stay the same.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const mark = useCallback(
    (student: Id, status: RegisterStatus) => latest.current.onMark(student, status),
    [],
  );
  const history = useCallback((student: Id) => latest.current.onHistory(student), []);
  const session = sessions[column];
  if (session === undefined) return null;
  const { present, late, enrolled, not_yet } = session.counts;
  return (
    <section aria-label={props.label} data-testid="one-session">
      <div className={classes.head}>
        <ActionIcon
          variant="default"
          size="xl"
          aria-label={messages.sessionBefore}
          disabled={column === 0}
          onClick={() => onColumn(column - 1)}
        >
          <BackIcon />
        </ActionIcon>
        <NativeSelect
          aria-label={messages.entrySession}
          className={classes.choice}
          size="md"
          value={column}
          data={sessions.map(({ opens_at }, index) => ({
            value: String(index),
            label: format.dayTime(opens_at),
          }))}
          onChange={(event) => onColumn(Number(event.currentTarget.value))}
        />
        <ActionIcon
          variant="default"
          size="xl"
          aria-label={messages.sessionAfter}
          disabled={column === sessions.length - 1}
          onClick={() => onColumn(column + 1)}
        >
          <span className={classes.forward}>
            <BackIcon />
          </span>
        </ActionIcon>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" size="xl" aria-label={messages.sessionMenu}>
              <DotsIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>{props.menu}</Menu.Dropdown>
        </Menu>
      </div>
      <p className={classes.counts} aria-live="polite">
        {session.state === "planned"
          ? messages.planned
          : messages.cameOf(present + late, enrolled, not_yet)}
      </p>
      {props.note}
      {students.length === 0 ? (
        props.empty
      ) : (
        <ul className={classes.list}>
          {students.map((student) => (
            <Line
              key={student.id}
              student={student}
              column={column}
              planned={session.state === "planned"}
              onMark={mark}
              onHistory={history}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface LineProps {
  student: RegisterStudent;
  column: number;
  planned: boolean;
  onMark: (student: Id, status: RegisterStatus) => void;
  onHistory: (student: Id) => void;
}

const marksOf = (cell: CellView): string =>
  [
    cell.contested && messages.contested,
    cell.doubtful && messages.doubtful,
    cell.walkIn && messages.walkIn,
    cell.changed && messages.changed,
  ]
    .filter((words) => words !== false)
    .join(", ");

/** One student: who it is, and the four letters, of which the one that stands is filled. */
const Line = memo(function Line({ student, column, planned, onMark, onHistory }: LineProps) {
  const cell = cellAt(student, column);
  const { at_risk: atRisk, rate_pct: rate } = student.totals;
  const flags = marksOf(cell);
  return (
    <li className={classes.line} data-testid="one-line" data-student={student.id}>
      <button type="button" className={classes.who} onClick={() => onHistory(student.id)}>
        <span className={classes.name}>{student.full_name}</span>
        <span className={classes.facts}>
          {student.student_id}
          {rate !== null && (
            <span className={classes.rate} data-risk={atRisk || undefined}>
              {atRisk && <FlagIcon size={12} />}
              {`${rate} %`}
            </span>
          )}
        </span>
        {flags !== "" && <span className={classes.flags}>{flags}</span>}
        <VisuallyHidden>{messages.history}</VisuallyHidden>
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset in every line of a list of 500 */}
      <div className={classes.letters} role="group" aria-label={student.full_name}>
        {STATUS_ORDER.map((status) => (
          <button
            key={status}
            type="button"
            className={classes.letter}
            data-letter={status}
            aria-label={messages.markAs(status)}
            aria-pressed={cell.status === status}
            disabled={planned}
            onClick={() => onMark(student.id, status)}
          >
            {LETTERS[status]}
          </button>
        ))}
      </div>
    </li>
  );
});
