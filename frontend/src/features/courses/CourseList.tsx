import { Button, Skeleton, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import type { Course } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { PlusIcon, SearchIcon } from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import { CourseDialog } from "./CourseDialog";
import classes from "./Courses.module.css";
import { CourseTable } from "./CourseTable";
import { messages } from "./messages";
import { useCourses } from "./queries";

/** `/courses`: administrators keep all of them, everybody else looks for their own. */
export function CourseList() {
  return useStaff().me.role === "admin" ? <CourseTable /> : <OwnCourses />;
}

/** All courses of this person, with a search over code and name. */
function OwnCourses() {
  const { data, error, refetch } = useCourses();
  const mayCreate = useStaff().me.role === "lecturer";
  const [search, setSearch] = useState("");
  const [creating, setCreating] = useState(false);
  const navigate = useNavigate();
  const newCourse = mayCreate && (
    <Button leftSection={<PlusIcon size={16} />} onClick={() => setCreating(true)}>
      {messages.create}
    </Button>
  );

  return (
    <>
      <PageHead
        title={messages.title}
        below={data === undefined ? undefined : messages.count(data.length)}
        actions={data !== undefined && data.length > 0 ? newCourse : undefined}
      />
      {data === undefined && error === null && <ListSkeleton />}
      {data === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && (
        <div className={classes.framed}>
          <EmptyNote title={messages.empty} action={newCourse}>
            {messages.emptyText}
          </EmptyNote>
        </div>
      )}
      {data !== undefined && data.length > 0 && (
        <>
          <TextInput
            className={classes.search}
            aria-label={messages.search}
            placeholder={messages.search}
            leftSection={<SearchIcon size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Rows courses={data} search={search} />
        </>
      )}
      <CourseDialog
        edited={creating ? "new" : undefined}
        namesLecturers={false}
        onClose={() => setCreating(false)}
        onCreated={(course) => navigate(`/courses/${course.id}`)}
      />
    </>
  );
}

function Rows({ courses, search }: { courses: readonly Course[]; search: string }) {
  const sought = search.trim().toLowerCase();
  const shown = courses.filter(({ code, name }) =>
    `${code} ${name}`.toLowerCase().includes(sought),
  );
  if (shown.length === 0) {
    return (
      <div className={classes.framed}>
        <EmptyNote title={messages.noMatch} />
      </div>
    );
  }
  return (
    <ul className={classes.framed} data-testid="course-list">
      {shown.map((course) => (
        <li key={course.id}>
          <Link to={`/courses/${course.id}`} className={classes.row}>
            <span className={classes.rowName}>
              <strong>{course.code}</strong> {course.name}
              {!course.is_active && <em> {messages.inactive}</em>}
            </span>
            <span className={classes.rowFacts}>
              <span>{course.term.name}</span>
              <span>{course.default_venue?.name ?? messages.noRoom}</span>
              <span>{messages.students(formatNumber(course.enrolled_count ?? 0))}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function ListSkeleton() {
  return (
    <div aria-busy="true" role="status" aria-label={messages.loading}>
      <Skeleton height={36} width="min(22rem, 100%)" mb="md" />
      <div className={classes.framed}>
        {["a", "b", "c", "d", "e"].map((row) => (
          <div key={row} className={classes.row}>
            <Skeleton height={18} width="min(18rem, 60%)" />
            <Skeleton height={14} width={120} />
          </div>
        ))}
      </div>
    </div>
  );
}
