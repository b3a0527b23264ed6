import { Button, NativeSelect, Skeleton, TextInput, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import type {
  Course,
  Id,
  RegisterRange,
  RegisterSession,
  Register as RegisterState,
  RegisterStatus,
} from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { BackLink } from "@/components/ui/BackLink";
import { LinkButton } from "@/components/ui/LinkButton";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import { ColumnMenu } from "./ColumnMenu";
import { ConflictDialog } from "./ConflictDialog";
import { Grid } from "./Grid";
import { HistoryDialog } from "./HistoryDialog";
import { KeptReason } from "./KeptReason";
import { MarkBar } from "./MarkBar";
import { messages } from "./messages";
import {
  at,
  FILTERS,
  type Filter,
  held,
  likeliest,
  marksForRest,
  marksIn,
  narrowed,
  narrowedHere,
  type Selection,
} from "./model";
import { OneSession } from "./OneSession";
import { QuickEntry } from "./QuickEntry";
import { useCourse, useRegister } from "./queries";
import { ReasonDialog } from "./ReasonDialog";
import classes from "./Register.module.css";
import { useMarking } from "./useMarking";

/** Below it there is no room for a table: one session at a time. */
const NARROW = "(width < 48em)";
const NAMES = ["from", "to", "show"] as const;

/** A course's register: students by sessions, to look at and to write into. */
export function Register({ course: id }: { course: Id }) {
  const course = useCourse(id);
  const [params] = useTableParams(NAMES);
  const [address] = useSearchParams();
  const range = useMemo<RegisterRange>(
    () => ({ ...params.filters, page: Number(address.get("part") ?? "1") || 1 }),
    [params.filters, address],
  );
  const { from, to, page } = range;
  const asked = useMemo(() => ({ from, to, page }), [from, to, page]);
  const register = useRegister(id, asked);
  const failed = course.error ?? (register.data === undefined ? register.error : null);
  if (failed !== null) {
    const again = () => void Promise.all([course.refetch(), register.refetch()]);
    return <LoadError page error={failed} onRetry={again} />;
  }
  if (course.data === undefined || register.data === undefined) return <RegisterSkeleton />;
  return (
    <Loaded
      course={course.data}
      range={asked}
      register={register.data}
      stale={register.isPlaceholderData}
    />
  );
}

interface LoadedProps {
  course: Course;
  range: RegisterRange;
  register: RegisterState;
  stale: boolean;
}

function Loaded({ course, range, register, stale }: LoadedProps) {
  const { format } = useStaff();
  const [params, change] = useTableParams(NAMES);
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false }) ?? false;
  const [selection, setSelection] = useState<Selection>(() => {
    const first = likeliest(register.sessions);
    return at(0, first === undefined ? 0 : register.sessions.indexOf(first));
  });
  const [history, setHistory] = useState(false);
  const marking = useMarking(course.id, range, register);
  const today = format.dayKey(Date.now());
  const filter = FILTERS.find((one) => one === params.filters.show);
  const { sessions, students } = register;
  const { column } = held(selection, 1, sessions.length);
  const shown = useMemo(
    () =>
      narrow
        ? narrowedHere(students, column, params.search, filter, today)
        : narrowed(students, params.search, filter, today),
    [narrow, students, column, params.search, filter, today],
  );
  const current = held(selection, shown.length, sessions.length);
  const student = shown[current.row];
  const session = sessions[current.column];

  const markAs = (status: RegisterStatus) =>
    marking.mark(marksIn(shown, sessions, current, status));
  const openHistory = useCallback(() => setHistory(true), []);
  const closeHistory = useCallback(() => setHistory(false), []);
  const { mark } = marking;
  // Read when something is done, so that what offers it is not drawn anew with each mark.
  const latest = useRef({ register, lastRow: 0 });
  useEffect(() => {
    latest.current = { register, lastRow: shown.length - 1 };
  });
  const registerNow = useCallback(() => latest.current.register, []);
  const columnMenu = useCallback(
    (one: RegisterSession, index: number) => (
      <ColumnMenu
        course={course.id}
        session={one}
        onRest={(status) => {
          const now = registerNow();
          mark(marksForRest(now.students, now.sessions, one.id, status));
        }}
        onSelect={() =>
          setSelection({
            row: latest.current.lastRow,
            column: index,
            anchorRow: 0,
            anchorColumn: index,
          })
        }
      />
    ),
    [course.id, registerNow, mark],
  );
  const rest = (of: Id) => (status: RegisterStatus) =>
    marking.mark(marksForRest(students, sessions, of, status));
  const rowOf = (of: Id) =>
    at(
      Math.max(
        0,
        shown.findIndex(({ id }) => id === of),
      ),
      column,
    );

  const nobody = (
    <EmptyNote
      title={messages.nobody}
      action={
        <Button variant="light" onClick={() => change({ search: "", filters: { show: "" } })}>
          {messages.clear}
        </Button>
      }
    />
  );

  return (
    <>
      <Head
        course={course}
        sessions={register.session_count}
        shown={shown.length}
        students={students.length}
        saving={marking.saving}
        chosen={session?.id}
      />
      <Tools
        from={register.from}
        to={register.to}
        page={register.page}
        pages={register.pages}
        params={params}
        change={change}
        narrow={narrow}
      />
      {sessions.length === 0 || students.length === 0 ? (
        <EmptyNote
          title={sessions.length === 0 ? messages.noSessions : messages.noStudents}
          action={
            <LinkButton to={`/courses/${course.id}`} variant="light">
              {messages.toCourse}
            </LinkButton>
          }
        >
          {messages.noSessionsText}
        </EmptyNote>
      ) : narrow && session !== undefined ? (
        <OneSession
          label={messages.gridLabel(course.code)}
          sessions={sessions}
          column={column}
          students={shown}
          empty={nobody}
          menu={<ColumnMenu course={course.id} session={session} onRest={rest(session.id)} />}
          note={<KeptReason reason={marking.reason} onForget={marking.forgetReason} />}
          onColumn={(next) => setSelection(at(0, next))}
          onMark={(of, status) => {
            const there = rowOf(of);
            setSelection(there);
            marking.mark(marksIn(shown, sessions, there, status));
          }}
          onHistory={(of) => {
            setSelection(rowOf(of));
            setHistory(true);
          }}
        />
      ) : shown.length === 0 ? (
        nobody
      ) : (
        <>
          <div className={classes.framed} data-stale={stale || undefined}>
            <Grid
              label={messages.gridLabel(course.code)}
              register={register}
              students={shown}
              today={today}
              selection={current}
              onSelect={setSelection}
              onMark={markAs}
              onHistory={openHistory}
              onUndo={marking.undoLast}
              columnMenu={columnMenu}
            />
          </div>
          <MarkBar
            selection={current}
            student={student}
            session={session}
            reason={marking.reason}
            onForgetReason={marking.forgetReason}
            onMark={markAs}
            onHistory={openHistory}
          />
          <p className={classes.legend}>
            {messages.legend}
            <span className={classes.keys}>{messages.keys}</span>
          </p>
        </>
      )}
      <QuickEntry course={course.id} register={register} onMark={mark} />
      <ReasonDialog marks={marking.pending} onSave={marking.giveReason} onClose={marking.dismiss} />
      <ConflictDialog
        conflicts={marking.conflicts}
        register={register}
        onResolve={marking.resolve}
      />
      {student !== undefined && session !== undefined && (
        <HistoryDialog
          opened={history}
          student={student}
          session={session}
          onClose={closeHistory}
        />
      )}
    </>
  );
}

function PrintLink({ course, session }: { course: Id; session: Id | undefined }) {
  const query = session === undefined ? "" : `?session=${session}`;
  return (
    <LinkButton to={`/courses/${course}/register/print${query}`} variant="default">
      {messages.print}
    </LinkButton>
  );
}

interface HeadProps {
  course: Course;
  /** How many sessions the range has, how many of how many students are shown. */
  sessions: number;
  shown: number;
  students: number;
  saving: boolean;
  chosen: Id | undefined;
}

const Head = memo(function Head({ course, sessions, shown, students, saving, chosen }: HeadProps) {
  return (
    <PageHead
      title={messages.title(course.code)}
      above={<BackLink to={`/courses/${course.id}`}>{`${course.code} ${course.name}`}</BackLink>}
      below={
        <>
          <span>{messages.sessions(sessions)}</span>
          <span data-testid="shown">{messages.shown(shown, students)}</span>
          <span role="status">{saving ? messages.saving : messages.saved}</span>
        </>
      }
      actions={<PrintLink course={course.id} session={chosen} />}
    />
  );
});

interface ToolsProps extends Pick<RegisterState, "from" | "to" | "page" | "pages"> {
  params: ReturnType<typeof useTableParams<(typeof NAMES)[number]>>[0];
  change: ReturnType<typeof useTableParams<(typeof NAMES)[number]>>[1];
  /** Whether one session is shown, of which alone the filters speak. */
  narrow: boolean;
}

const Tools = memo(function Tools(props: ToolsProps) {
  const { page, pages, params, change, narrow } = props;
  const labels = narrow ? messages.filtersHere : messages.filters;
  const [, setAddress] = useSearchParams();
  const turn = (part: number) =>
    setAddress((now) => {
      const next = new URLSearchParams(now);
      next.set("part", String(part));
      return next;
    });
  return (
    <div className={classes.tools}>
      <div className={classes.search}>
        <SearchField
          label={messages.search}
          value={params.search}
          onSearch={(search) => change({ search })}
        />
      </div>
      <NativeSelect
        aria-label={messages.show}
        value={params.filters.show ?? ""}
        data={[
          { value: "", label: messages.everyone },
          ...FILTERS.map((value: Filter) => ({ value, label: labels[value] })),
        ]}
        onChange={(event) => change({ filters: { show: event.currentTarget.value } })}
      />
      <Day name="from" label={messages.from} value={props.from} change={change} />
      <Day name="to" label={messages.to} value={props.to} change={change} />
      {pages > 1 && (
        <div className={classes.parts}>
          <Button variant="default" disabled={page >= pages} onClick={() => turn(page + 1)}>
            {messages.earlier}
          </Button>
          <span>{messages.page(page, pages)}</span>
          <Button variant="default" disabled={page <= 1} onClick={() => turn(page - 1)}>
            {messages.later}
          </Button>
        </div>
      )}
    </div>
  );
});

interface DayProps {
  name: "from" | "to";
  label: string;
  value: string;
  change: ToolsProps["change"];
}

/** One end of the range; a day that is being typed is not asked for yet. */
function Day({ name, label, value, change }: DayProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (day: string) => {
    setTyped(null);
    if (/^\d{4}-\d{2}-\d{2}$/.test(day) && day !== value) change({ filters: { [name]: day } });
  };
  return (
    <TextInput
      type="date"
      label={label}
      classNames={{ root: classes.day, label: classes.dayLabel }}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(event.currentTarget.value);
      }}
    />
  );
}

function RegisterSkeleton() {
  return (
    <div aria-busy="true" role="status">
      <VisuallyHidden component="h1">{messages.loading}</VisuallyHidden>
      <Skeleton height={16} width={160} mb="sm" />
      <Skeleton height={34} width="min(20rem, 80%)" mb="xl" />
      <Skeleton height={36} mb="md" />
      <Skeleton height={480} radius="lg" />
    </div>
  );
}
