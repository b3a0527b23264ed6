import { Button, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import type { Course } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { PageHead } from "@/components/layout/PageHead";
import { PlusIcon } from "@/components/ui/icons";
import { type Column, DataTable } from "@/components/ui/table/DataTable";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { errorFacts } from "@/lib/errorWords";
import { formatNumber } from "@/lib/zonedFormat";
import { CourseDialog } from "./CourseDialog";
import classes from "./Courses.module.css";
import { PAGE_SIZE } from "./localTable";
import { messages } from "./messages";
import { courseQuery } from "./model";
import { useCourseActivity, useCoursePage, useTerms } from "./queries";

const FILTERS = ["term", "state"] as const;
const STATES = ["active", "inactive", "all"] as const;

const COLUMNS: readonly Column<Course>[] = [
  {
    key: "code",
    title: messages.code,
    sortable: true,
    phone: "title",
    render: ({ id, code }) => (
      <Link to={`/courses/${id}`} className={classes.courseLink}>
        {code}
      </Link>
    ),
  },
  {
    key: "name",
    title: messages.name,
    sortable: true,
    render: ({ name, is_active }) => (
      <span className={classes.courseName}>
        {name}
        {!is_active && <em> {messages.inactive}</em>}
      </span>
    ),
  },
  { key: "term", title: messages.term, sortable: true, render: ({ term }) => term.name },
  {
    key: "lecturers",
    title: messages.taught,
    render: ({ lecturers }) =>
      lecturers.map(({ full_name }) => full_name).join(", ") || messages.nobodyTeaches,
  },
  {
    key: "enrolled",
    title: messages.roster,
    sortable: true,
    align: "end",
    phone: "labelled",
    render: ({ enrolled_count }) => formatNumber(enrolled_count ?? 0),
  },
];

/** All courses of an organisation, as administrators keep them. */
export function CourseTable() {
  const [params, change] = useTableParams(FILTERS);
  const { data, error, isPlaceholderData, refetch } = useCoursePage(courseQuery(params));
  const terms = useTerms();
  const activity = useCourseActivity();
  const [edited, setEdited] = useState<Course | "new">();
  const narrowed = params.search !== "" || Object.keys(params.filters).length > 0;
  const isBeyond = params.page > 1 && errorFacts(error).code === "not_found";
  // The last course of the last page has left the list, or somebody typed the page.
  useEffect(() => {
    if (isBeyond) change({});
  }, [isBeyond, change]);

  const add = (
    <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited("new")}>
      {messages.create}
    </Button>
  );
  const actions: Column<Course> = {
    key: "actions",
    title: messages.actions,
    align: "end",
    render: (course) => (
      <RowActions
        course={course}
        busy={activity.isPending}
        onEdit={() => setEdited(course)}
        onTurn={() => activity.turn(course)}
      />
    ),
  };
  return (
    <>
      <PageHead
        title={messages.title}
        below={data === undefined ? undefined : messages.count(data.count)}
        actions={add}
      />
      <div className={classes.toolbar}>
        <SearchField
          label={messages.search}
          value={params.search}
          onSearch={(search) => change({ search })}
        />
        <NativeSelect
          aria-label={messages.term}
          value={params.filters.term ?? ""}
          onChange={(event) => change({ filters: { term: event.currentTarget.value } })}
          data={[
            { value: "", label: messages.anyTerm },
            ...(terms.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
        <NativeSelect
          aria-label={messages.state}
          value={params.filters.state ?? ""}
          onChange={(event) => change({ filters: { state: event.currentTarget.value } })}
          data={STATES.map((state) => ({
            value: state === "active" ? "" : state,
            label: messages.stateOf[state],
          }))}
        />
      </div>
      <DataTable
        label={messages.title}
        columns={[...COLUMNS, actions]}
        rows={data?.results}
        idOf={({ id }) => id}
        nameOf={({ code }) => code}
        count={data?.count ?? 0}
        page={params.page}
        pageSize={PAGE_SIZE}
        sort={params.sort}
        error={error}
        stale={isPlaceholderData}
        onSort={(sort) => change({ sort })}
        onPage={(page) => change({ page })}
        onRetry={() => void refetch()}
        isQuiet={({ is_active }) => !is_active}
        empty={
          narrowed ? (
            <EmptyNote
              title={messages.noMatch}
              action={
                <Button
                  variant="default"
                  onClick={() => change({ search: "", filters: { term: "", state: "" } })}
                >
                  {messages.clearAll}
                </Button>
              }
            />
          ) : (
            <EmptyNote title={messages.noneActive} action={add}>
              {messages.emptyText}
            </EmptyNote>
          )
        }
      />
      <CourseDialog edited={edited} namesLecturers onClose={() => setEdited(undefined)} />
    </>
  );
}

interface RowActionsProps {
  course: Course;
  busy: boolean;
  onEdit: () => void;
  onTurn: () => void;
}

function RowActions({ course: { code, is_active }, busy, onEdit, onTurn }: RowActionsProps) {
  return (
    <span className={classes.rowActions}>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={messages.editOne(code)}
        onClick={onEdit}
      >
        {messages.edit}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={busy}
        aria-label={is_active ? messages.deactivateOne(code) : messages.reactivateOne(code)}
        onClick={onTurn}
      >
        {is_active ? messages.deactivate : messages.reactivate}
      </Button>
    </span>
  );
}
