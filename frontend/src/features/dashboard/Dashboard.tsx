import type { ReactNode } from "react";
import type { ClassEntry, Course, Session } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { Panel } from "@/components/layout/Panel";
import { LinkButton } from "@/components/ui/LinkButton";
import { useStaff } from "@/hooks/useStaff";
import { useWallClock } from "@/hooks/useWallClock";
import classes from "./Dashboard.module.css";
import { DashboardSkeleton } from "./DashboardSkeleton";
import { messages } from "./messages";
import { OpenList } from "./OpenList";
import { PlannedSessions } from "./PlannedSessions";
import {
  useCourses,
  useOpenSessions,
  usePlannedSessions,
  useRecentSessions,
  useToday,
} from "./queries";
import { RecentSessions } from "./RecentSessions";
import { StartList } from "./StartList";
import { TodayClasses } from "./TodayClasses";
import { laterOnes, notOpen, openNow } from "./today";
import { Waiting } from "./Waiting";

interface DashboardProps {
  /** What starts a course; given by the route, because starting is a feature of its own. */
  startControls: (course: Course) => ReactNode;
  /** What starts a class of today's timetable. */
  startClass: (entry: ClassEntry) => ReactNode;
}

const none: Session[] = [];
/** How often the day is looked at, in ms. */
const EVERY_MS = 15_000;

/** The first page after signing in: of those who teach their day, of others where they go on. */
export function Dashboard(props: DashboardProps) {
  const { me } = useStaff();
  if (me.role === "lecturer" || me.role === "admin") return <Day {...props} />;
  return (
    <>
      <PageHead title={messages.title} documentTitle={messages.tabTitle} />
      <div className={classes.failed}>
        <EmptyNote
          title={messages.bursar}
          action={<LinkButton to="/students">{messages.bursarAction}</LinkButton>}
        >
          {messages.bursarText}
        </EmptyNote>
      </div>
    </>
  );
}

/** A lecturer's day: what is open, what comes, what can be started, what was. */
function Day({ startControls, startClass }: DashboardProps) {
  const { format } = useStaff();
  // A page that is left open overnight turns to the new day by itself.
  const now = useWallClock(EVERY_MS);
  const today = useToday(format.dayKey(now));
  const courses = useCourses();
  const open = useOpenSessions();
  const planned = usePlannedSessions();
  const recent = useRecentSessions();
  const parts = [today, courses, open, planned, recent];
  const failed = parts.find(({ error, data }) => error !== null && data === undefined);

  const head = (
    <PageHead
      title={messages.title}
      documentTitle={messages.tabTitle}
      below={format.dayLong(now)}
    />
  );
  if (failed !== undefined) {
    const retry = () => {
      for (const part of parts) if (part.error !== null) void part.refetch();
    };
    return (
      <>
        {head}
        <div className={classes.failed}>
          <LoadError error={failed.error} onRetry={retry} />
        </div>
      </>
    );
  }
  if (courses.data === undefined || open.data === undefined || today.data === undefined) {
    return (
      <>
        {head}
        <DashboardSkeleton label={messages.loading} />
      </>
    );
  }
  const entries = today.data;
  const { still, begun } = openNow(open.data, entries);
  // What has a button above needs no second one that does something else.
  const above = new Set([
    ...still.map(({ course }) => course.id),
    ...entries
      .filter(({ session, can_start }) => can_start || session?.state === "open")
      .map(({ course }) => course.id),
  ]);
  const active = courses.data.filter(({ is_active }) => is_active);
  const hasOthers = active.some(({ id }) => !above.has(id));
  return (
    <>
      {head}
      <OpenList listed={still} begun={begun} />
      <Waiting />
      <TodayClasses entries={notOpen(entries)} startClass={startClass} />
      <PlannedSessions sessions={laterOnes(planned.data ?? none, entries)} />
      {(hasOthers || entries.length === 0) && (
        <Panel
          title={entries.length === 0 ? messages.start : messages.startOther}
          data-testid="start-list"
        >
          <StartList courses={active} openCourses={above} startControls={startControls} />
        </Panel>
      )}
      <Panel title={messages.recent}>
        <RecentSessions sessions={recent.data} />
      </Panel>
    </>
  );
}
