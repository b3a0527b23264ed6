import { Button } from "@mantine/core";
import { useState } from "react";
import type { Enrollment, Id } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Panel } from "@/components/layout/Panel";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { BulkBar } from "@/components/ui/table/BulkBar";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import type { TableChange } from "@/components/ui/table/params";
import { SearchField } from "@/components/ui/table/SearchField";
import { isChosen, NOTHING, type Selection } from "@/components/ui/table/selection";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { EnrollmentDays } from "./EnrollmentDays";
import { EnrolMany } from "./EnrolMany";
import { localPage, PAGE_SIZE } from "./localTable";
import { messages } from "./messages";
import { attendance, daysOf, ROSTER_RULES } from "./model";
import { useEnrollments, useRosterChanges } from "./queries";

const FILTERS = ["ended"] as const;

/** Who attends the course, and on wish who did: found, added, withdrawn, one and many. */
export function Roster({ course }: { course: Id }) {
  const [params, onChange] = useTableParams(FILTERS);
  const withEnded = params.filters.ended === "true";
  const { data, error, refetch, isPlaceholderData } = useEnrollments(course, withEnded);
  const { format } = useStaff();
  const today = format.dayKey(Date.now());
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [dated, setDated] = useState<Enrollment>();
  const changes = useRosterChanges(course);
  const { matching, rows, page } = localPage(data ?? [], params, ROSTER_RULES);
  const chosen = matching.filter(({ student }) => isChosen(selection, student.id));
  const attending = data?.filter((one) => attendance(one, today) !== "ended").length;
  const narrowed = params.search !== "";

  const change = (next: TableChange<"ended">) => {
    // Who was chosen among others is not chosen among these.
    if (next.search !== undefined || next.filters !== undefined) setSelection(NOTHING);
    onChange(next);
  };
  const columns = columnsFor(today, (one) => {
    const { id, full_name } = one.student;
    const hasLeft = attendance(one, today) === "ended";
    return (
      <span className={classes.rowActions}>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-label={messages.daysOf(full_name)}
          onClick={() => setDated(one)}
        >
          {messages.days}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          disabled={changes.isPending}
          aria-label={hasLeft ? messages.resumeOne(full_name) : messages.withdrawOne(full_name)}
          onClick={() => (hasLeft ? changes.resume([id]) : changes.withdraw([id]))}
        >
          {hasLeft ? messages.resume : messages.withdraw}
        </Button>
      </span>
    );
  });

  return (
    <Panel
      title={messages.roster}
      data-testid="roster"
      framed={false}
      aside={
        <span className={classes.rosterAside}>
          {attending !== undefined && (
            <span className={classes.quiet}>{messages.students(formatNumber(attending))}</span>
          )}
          <EnrolMany course={course} />
        </span>
      }
    >
      <div className={classes.rosterTools}>
        <SearchField
          label={messages.rosterSearch}
          value={params.search}
          onSearch={(search) => change({ search })}
        />
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={withEnded}
            onChange={(event) =>
              change({ filters: { ended: event.currentTarget.checked ? "true" : "" } })
            }
          />
          {messages.showEnded}
        </label>
      </div>
      <DataTable
        label={messages.roster}
        columns={columns}
        rows={data === undefined ? undefined : rows}
        idOf={({ student }) => student.id}
        nameOf={({ student }) => student.full_name}
        count={matching.length}
        page={page}
        pageSize={PAGE_SIZE}
        sort={params.sort}
        error={error}
        stale={isPlaceholderData}
        onSort={(sort) => change({ sort })}
        onPage={(next) => change({ page: next })}
        onRetry={() => void refetch()}
        selection={selection}
        onSelection={setSelection}
        isQuiet={(one) => attendance(one, today) === "ended"}
        empty={
          narrowed ? (
            <EmptyNote
              title={messages.rosterNoMatch}
              action={
                <Button variant="default" onClick={() => change({ search: "" })}>
                  {messages.clearSearch}
                </Button>
              }
            />
          ) : (
            <EmptyNote title={messages.rosterEmpty}>{messages.rosterEmptyText}</EmptyNote>
          )
        }
      />
      <BulkBar
        selection={
          selection.all
            ? selection
            : { all: false, ids: new Set(chosen.map(({ student }) => student.id)) }
        }
        total={matching.length}
        inSight={rows.length}
        onSelection={setSelection}
      >
        <RosterActs
          chosen={chosen}
          inSight={rows}
          today={today}
          changes={changes}
          onDone={() => setSelection(NOTHING)}
        />
      </BulkBar>
      <EnrollmentDays course={course} enrollment={dated} onClose={() => setDated(undefined)} />
    </Panel>
  );
}

function columnsFor(
  today: string,
  action: (row: Enrollment) => React.ReactNode,
): Column<Enrollment>[] {
  return [
    {
      key: "name",
      title: messages.studentName,
      sortable: true,
      phone: "title",
      render: ({ student }) => <span className={classes.student}>{student.full_name}</span>,
    },
    {
      key: "number",
      title: messages.studentNumber,
      sortable: true,
      render: ({ student }) => <span className={classes.number}>{student.student_id}</span>,
    },
    {
      key: "from",
      title: messages.attends,
      sortable: true,
      render: (one) => <span className={classes.quiet}>{daysOf(one, today)}</span>,
    },
    { key: "act", title: messages.actions, align: "end", render: action },
  ];
}

/** What can be done with the chosen ones: those who attend can go, those who left can come back. */
function RosterActs({
  chosen,
  inSight,
  today,
  changes,
  onDone,
}: {
  chosen: readonly Enrollment[];
  inSight: readonly Enrollment[];
  today: string;
  changes: ReturnType<typeof useRosterChanges>;
  onDone: () => void;
}) {
  const [asked, setAsked] = useState(false);
  const keysOf = (ended: boolean) =>
    chosen
      .filter((one) => (attendance(one, today) === "ended") === ended)
      .map(({ student }) => student.id);
  const running = keysOf(false);
  const ended = keysOf(true);
  const withdraw = () => {
    setAsked(false);
    changes.withdraw(running, onDone);
  };
  return (
    <>
      {ended.length > 0 && (
        <Button
          size="compact-md"
          variant="default"
          disabled={changes.isPending}
          onClick={() => changes.resume(ended, onDone)}
        >
          {messages.resume}
        </Button>
      )}
      {running.length > 0 && (
        <Button
          size="compact-md"
          variant="default"
          disabled={changes.isPending}
          onClick={() => {
            // What can be undone in a moment needs no question, unless it reaches out of sight.
            if (chosen.every((one) => inSight.includes(one))) withdraw();
            else setAsked(true);
          }}
        >
          {messages.withdraw}
        </Button>
      )}
      <ConfirmDialog
        opened={asked}
        title={messages.withdrawTitle(running.length)}
        confirm={messages.withdraw}
        cancel={messages.cancel}
        busy={changes.isPending}
        onConfirm={withdraw}
        onClose={() => setAsked(false)}
      >
        {messages.withdrawText}
      </ConfirmDialog>
    </>
  );
}
