import { Skeleton, TextInput } from "@mantine/core";
import { useDeferredValue, useState } from "react";
import type { Id } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { Panel } from "@/components/layout/Panel";
import { SearchIcon } from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { matchingEnrollments } from "./model";
import { useEnrollments } from "./queries";

/** A longer roster gets a search field. */
const SEARCH_FROM = 12;

/** Who attends the course. */
export function Roster({ course }: { course: Id }) {
  const { data, error, refetch } = useEnrollments(course);
  const { format } = useStaff();
  const [search, setSearch] = useState("");
  const shown = matchingEnrollments(data ?? [], useDeferredValue(search));

  return (
    <Panel
      title={messages.roster}
      data-testid="roster"
      aside={
        data !== undefined && (
          <span className={classes.quiet}>{messages.students(formatNumber(data.length))}</span>
        )
      }
    >
      {data === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <div aria-busy="true" className={classes.bones}>
          {["a", "b", "c", "d", "e", "f"].map((row) => (
            <Skeleton key={row} height={20} />
          ))}
        </div>
      )}
      {data !== undefined && data.length >= SEARCH_FROM && (
        <TextInput
          className={classes.rosterSearch}
          aria-label={messages.rosterSearch}
          placeholder={messages.rosterSearch}
          leftSection={<SearchIcon size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {data?.length === 0 && (
        <EmptyNote title={messages.rosterEmpty}>{messages.rosterEmptyText}</EmptyNote>
      )}
      {data !== undefined && data.length > 0 && shown.length === 0 && (
        <EmptyNote title={messages.rosterNoMatch} />
      )}
      <ul className={classes.roster}>
        {shown.map(({ id, student, from_date, to_date }) => (
          <li key={id}>
            <span className={classes.student}>{student.full_name}</span>
            <span className={classes.quiet}>{student.student_id}</span>
            <span className={classes.quiet}>
              {to_date === null
                ? messages.since(format.date(from_date))
                : messages.until(format.date(to_date))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
