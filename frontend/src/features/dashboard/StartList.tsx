import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { Course, Id } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { SearchIcon } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";

/** From this many courses on (an administrator has all of them) the list gets a search field. */
const SEARCH_FROM = 9;

interface StartListProps {
  courses: readonly Course[];
  openCourses: ReadonlySet<Id>;
  startControls: (course: Course) => ReactNode;
}

/** The courses that can be started. */
export function StartList({ courses, openCourses, startControls }: StartListProps) {
  const [search, setSearch] = useState("");
  const startable = courses.filter(({ id }) => !openCourses.has(id));
  const sought = search.trim().toLowerCase();
  const shown = startable.filter(({ code, name }) =>
    `${code} ${name}`.toLowerCase().includes(sought),
  );

  if (courses.length === 0) {
    return (
      <EmptyNote
        title={messages.noCourses}
        action={<LinkButton to="/courses">{messages.noCoursesAction}</LinkButton>}
      >
        {messages.noCoursesText}
      </EmptyNote>
    );
  }
  if (startable.length === 0) return <EmptyNote title={messages.allOpen} />;
  return (
    <>
      {startable.length >= SEARCH_FROM && (
        <TextInput
          className={classes.find}
          aria-label={messages.filter}
          placeholder={messages.filter}
          leftSection={<SearchIcon size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.length === 0 && <EmptyNote title={messages.noMatch} />}
      <ul className={classes.rows}>
        {shown.map((course) => (
          <li key={course.id} className={classes.row}>
            <div className={classes.rowWords}>
              <Link to={`/courses/${course.id}`} className={classes.rowTitle}>
                <strong>{course.code}</strong> {course.name}
              </Link>
              <p className={classes.rowFacts}>
                {messages.enrolled(formatNumber(course.enrolled_count ?? 0))}
                {" · "}
                {course.default_venue?.name ?? messages.noPlace}
              </p>
            </div>
            {startControls(course)}
          </li>
        ))}
      </ul>
    </>
  );
}
