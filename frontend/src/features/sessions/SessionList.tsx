import { Button, NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "react-router";
import { keys } from "@/api/staff/keys";
import { fetchSessionPage, type SessionQuery } from "@/api/staff/sessions";
import { fetchCourses } from "@/api/staff/teaching";
import type { Session, SessionState } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { PageHead } from "@/components/layout/PageHead";
import { LinkButton } from "@/components/ui/LinkButton";
import { StateDot } from "@/components/ui/StateDot";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import { wasCalledOff } from "@/lib/calledOff";
import { formatNumber, formatShare } from "@/lib/zonedFormat";
import { messages } from "./messages";
import classes from "./Sessions.module.css";

const FILTERS = ["course", "state", "from", "to"] as const;
const STATES: readonly SessionState[] = ["planned", "open", "closed"];
const PAGE_SIZE = 25;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

/** What the address asks for, without what cannot be meant. */
function wantedOf(page: number, search: string, filters: Filters): SessionQuery {
  const wanted: SessionQuery = { page, page_size: PAGE_SIZE };
  const state = STATES.find((one) => one === filters.state);
  if (search !== "") wanted.search = search;
  if (filters.course !== undefined && /^\d{1,15}$/.test(filters.course))
    wanted.course = Number(filters.course);
  if (state !== undefined) wanted.state = state;
  if (DAY.test(filters.from ?? "")) wanted.from = filters.from ?? "";
  if (DAY.test(filters.to ?? "")) wanted.to = filters.to ?? "";
  return wanted;
}

/** All sessions of this person's courses, newest first, narrowed as the address says. */
export function SessionList() {
  const { me, format } = useStaff();
  const [{ page, search, filters }, change] = useTableParams(FILTERS);
  const wanted = useMemo(() => wantedOf(page, search, filters), [page, search, filters]);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: keys.sessionPage(wanted),
    queryFn: ({ signal }) => fetchSessionPage(wanted, signal),
    placeholderData: keepPreviousData,
  });
  const courses = useQuery({
    queryKey: keys.courseList,
    queryFn: ({ signal }) => fetchCourses(signal),
  });
  const narrowed = search !== "" || FILTERS.some((name) => (filters[name] ?? "") !== "");
  const clear = () => change({ search: "", filters: { course: "", state: "", from: "", to: "" } });
  const when = (session: Session) => format.dayTime(session.opened_at ?? session.opens_at);
  const columns: Column<Session>[] = [
    {
      key: "when",
      title: messages.when,
      phone: "title",
      render: (session) => (
        <Link
          className={classes.link}
          to={`/sessions/${session.id}`}
          aria-label={messages.see(session.course.code, when(session))}
        >
          {when(session)}
        </Link>
      ),
    },
    {
      key: "course",
      title: messages.course,
      phone: "plain",
      render: ({ course }) => (
        <>
          <strong>{course.code}</strong> {course.name}
        </>
      ),
    },
    {
      key: "state",
      title: messages.state,
      phone: "plain",
      render: (session) =>
        wasCalledOff(session) ? (
          messages.calledOff
        ) : (
          <StateDot state={session.state} label={messages.states[session.state]} />
        ),
    },
    {
      key: "attended",
      title: messages.attended,
      align: "end",
      phone: "labelled",
      render: (session) => attendance(session),
    },
    {
      key: "rate",
      title: messages.rate,
      align: "end",
      phone: "hidden",
      render: (session) =>
        session.state === "planned" || wasCalledOff(session)
          ? "–"
          : formatShare(cameTo(session), session.enrolled_count),
    },
  ];

  return (
    <>
      <PageHead
        title={messages.title}
        below={<span>{me.role === "admin" ? messages.belowAll : messages.below}</span>}
      />
      <div className={classes.filters}>
        <SearchField
          label={messages.search}
          value={search}
          onSearch={(text) => change({ search: text })}
        />
        <NativeSelect
          label={messages.course}
          value={filters.course ?? ""}
          onChange={(event) => change({ filters: { course: event.currentTarget.value } })}
          data={[
            { value: "", label: messages.anyCourse },
            ...(courses.data ?? []).map(({ id, code, name }) => ({
              value: String(id),
              label: `${code} ${name}`,
            })),
          ]}
        />
        <NativeSelect
          label={messages.state}
          value={filters.state ?? ""}
          onChange={(event) => change({ filters: { state: event.currentTarget.value } })}
          data={[
            { value: "", label: messages.anyState },
            ...STATES.map((value) => ({ value, label: messages.states[value] })),
          ]}
        />
        <TextInput
          type="date"
          label={messages.from}
          value={filters.from ?? ""}
          onChange={(event) => change({ filters: { from: event.currentTarget.value } })}
        />
        <TextInput
          type="date"
          label={messages.to}
          value={filters.to ?? ""}
          onChange={(event) => change({ filters: { to: event.currentTarget.value } })}
        />
      </div>
      <DataTable
        label={messages.table}
        columns={columns}
        rows={data?.results}
        idOf={({ id }) => id}
        nameOf={(session) => messages.see(session.course.code, when(session))}
        count={data?.count ?? 0}
        page={page}
        pageSize={PAGE_SIZE}
        sort=""
        error={error}
        stale={isPlaceholderData}
        onSort={() => undefined}
        onPage={(next) => change({ page: next })}
        onRetry={() => void refetch()}
        empty={
          narrowed ? (
            <EmptyNote
              title={messages.noMatch}
              action={
                <Button variant="default" onClick={clear}>
                  {messages.clear}
                </Button>
              }
            >
              {messages.noMatchText}
            </EmptyNote>
          ) : (
            <EmptyNote
              title={messages.empty}
              action={<LinkButton to="/dashboard">{messages.emptyAction}</LinkButton>}
            >
              {messages.emptyText}
            </EmptyNote>
          )
        }
      />
    </>
  );
}

const cameTo = (session: Session) => session.present_count + session.late_count;

function attendance(session: Session): string {
  if (session.state === "planned" || wasCalledOff(session)) return "–";
  return messages.inOf(formatNumber(cameTo(session)), formatNumber(session.enrolled_count));
}
