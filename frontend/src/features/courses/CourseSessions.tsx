import { Link } from "react-router";
import type { Id, Session } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { ShareBar } from "@/components/ui/ShareBar";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import { wasCalledOff } from "@/lib/calledOff";
import { formatNumber, formatShare, type ZonedFormat } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { PAGE_SIZE } from "./localTable";
import { messages } from "./messages";
import { useCourseSessions } from "./queries";
import own from "./Sessions.module.css";

/** The roll-calls of one course, newest first, with how many came. */
export function CourseSessions({ course }: { course: Id }) {
  const [params, onChange] = useTableParams([]);
  const { format } = useStaff();
  const { data, error, refetch, isPlaceholderData } = useCourseSessions(course, params.page);
  const dayOf = ({ opened_at, opens_at }: Session) => format.dayTime(opened_at ?? opens_at);
  return (
    <DataTable
      label={messages.tabs.sessions}
      columns={columnsFor(format)}
      rows={data?.results}
      idOf={({ id }) => id}
      nameOf={dayOf}
      count={data?.count ?? 0}
      page={params.page}
      pageSize={PAGE_SIZE}
      sort=""
      error={error}
      stale={isPlaceholderData}
      onSort={() => undefined}
      onPage={(page) => onChange({ page })}
      onRetry={() => void refetch()}
      isQuiet={wasCalledOff}
      empty={<EmptyNote title={messages.noSessions}>{messages.noSessionsText}</EmptyNote>}
    />
  );
}

function columnsFor(format: ZonedFormat): Column<Session>[] {
  const cameOf = ({ present_count, late_count }: Session) => present_count + late_count;
  const isCounted = (one: Session) => one.state !== "planned" && !wasCalledOff(one);
  return [
    {
      key: "when",
      title: messages.when,
      phone: "title",
      render: ({ id, opened_at, opens_at }) => (
        <Link to={`/sessions/${id}`} className={classes.courseLink}>
          {format.dayTime(opened_at ?? opens_at)}
        </Link>
      ),
    },
    {
      key: "state",
      title: messages.state,
      phone: "plain",
      render: (one) => (
        <span data-state={one.state} className={own.state}>
          {wasCalledOff(one) ? messages.calledOff : messages.sessionStates[one.state]}
        </span>
      ),
    },
    {
      key: "place",
      title: messages.room,
      phone: "plain",
      render: ({ venue_name }) => venue_name,
    },
    {
      key: "attended",
      title: messages.attended,
      align: "end",
      phone: "labelled",
      render: (one) =>
        isCounted(one)
          ? messages.inOf(formatNumber(cameOf(one)), formatNumber(one.enrolled_count))
          : "–",
    },
    {
      key: "late",
      title: messages.late,
      align: "end",
      phone: "labelled",
      render: (one) => (isCounted(one) ? formatNumber(one.late_count) : "–"),
    },
    {
      key: "rate",
      title: messages.rate,
      phone: "hidden",
      render: (one) =>
        isCounted(one) && (
          <span className={own.rate}>
            <span>{formatShare(cameOf(one), one.enrolled_count)}</span>
            <ShareBar
              whole={one.enrolled_count}
              shares={[
                { key: "present", value: one.present_count },
                { key: "late", value: one.late_count },
              ]}
            />
          </span>
        ),
    },
  ];
}
