import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { ClassEntry } from "@/api/staff/types";
import { Panel } from "@/components/layout/Panel";
import { ScreenIcon } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";

/** An administrator has the classes of everybody: so many are shown at first. */
const AT_FIRST = 12;

interface TodayClassesProps {
  /** Today's, but for those that are open: they stand above. */
  entries: readonly ClassEntry[];
  /** What starts one; given by the route, because starting is a feature of its own. */
  startClass: (entry: ClassEntry) => ReactNode;
}

const keyOf = ({ schedule_id, class_date, session, starts_at }: ClassEntry) =>
  `${schedule_id} ${class_date} ${session?.id} ${starts_at}`;

/** Today's classes by the hour: what comes can be started in one tap, what was leads to its register. */
export function TodayClasses({ entries, startClass }: TodayClassesProps) {
  const [all, setAll] = useState(false);
  if (entries.length === 0) return null;
  const shown = all ? entries : entries.slice(0, AT_FIRST);
  return (
    <Panel title={messages.today} data-testid="today">
      <ul className={classes.rows}>
        {shown.map((entry) => (
          <Row key={keyOf(entry)} entry={entry} startClass={startClass} />
        ))}
      </ul>
      {shown.length < entries.length && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => setAll(true)}>
            {messages.moreToday(entries.length)}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Row({ entry, startClass }: Omit<TodayClassesProps, "entries"> & { entry: ClassEntry }) {
  const { format } = useStaff();
  const { course, venue_name, starts_at, ends_at } = entry;
  const from = format.time(starts_at);
  const isOff = entry.called_off || entry.holiday !== "";
  return (
    <li className={classes.row} data-off={isOff || undefined} data-testid={`today-${course.code}`}>
      <div className={classes.slot}>
        <p className={classes.hours}>{messages.span(from, format.time(ends_at))}</p>
        <div className={classes.rowWords}>
          <Link to={`/courses/${course.id}`} className={classes.rowTitle}>
            <strong>{course.code}</strong> {course.name}
          </Link>
          <p className={classes.rowFacts}>{factsOf(entry, venue_name || messages.noPlace)}</p>
        </div>
      </div>
      <div className={classes.slotActs}>
        <Acts entry={entry} from={from} startClass={startClass} />
      </div>
    </li>
  );
}

function factsOf(entry: ClassEntry, place: string): string {
  if (entry.holiday !== "") return messages.holiday(entry.holiday);
  if (entry.called_off) return messages.calledOffBecause(entry.reason);
  const opensItself = entry.opens_itself && entry.session?.state !== "closed";
  return opensItself ? `${place} · ${messages.opensItself}` : place;
}

function Acts({
  entry,
  from,
  startClass,
}: Omit<TodayClassesProps, "entries"> & { entry: ClassEntry; from: string }) {
  const { session, course } = entry;
  if (session?.state === "closed" && !entry.called_off) {
    return (
      <>
        <span className={classes.rowFacts}>{messages.held}</span>
        <LinkButton
          to={`/sessions/${session.id}`}
          variant="default"
          aria-label={messages.registerOf(course.code, from)}
        >
          {messages.register}
        </LinkButton>
      </>
    );
  }
  return (
    <>
      {session?.state === "planned" && (
        <LinkButton
          to={`/sessions/${session.id}/projector`}
          variant="default"
          leftSection={<ScreenIcon />}
          aria-label={messages.projectorLabel(course.code)}
        >
          {messages.projector}
        </LinkButton>
      )}
      {entry.can_start && startClass(entry)}
    </>
  );
}
