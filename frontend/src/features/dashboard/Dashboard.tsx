import type { ReactNode } from "react";
import type { Course, Session } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { Panel } from "@/components/layout/Panel";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Dashboard.module.css";
import { DashboardSkeleton } from "./DashboardSkeleton";
import { messages } from "./messages";
import { OpenSession } from "./OpenSession";
import { PlannedSessions } from "./PlannedSessions";
import { useCourses, useOpenSessions, usePlannedSessions, useRecentSessions } from "./queries";
import { RecentSessions } from "./RecentSessions";
import { StartList } from "./StartList";

interface DashboardProps {
  /** What starts a course; given by the route, because starting is a feature of its own. */
  startControls: (course: Course) => ReactNode;
}

const none: Session[] = [];

/** A lecturer's day: what is open, what can be started, what was. */
export function Dashboard({ startControls }: DashboardProps) {
  const { format } = useStaff();
  const courses = useCourses();
  const open = useOpenSessions();
  const planned = usePlannedSessions();
  const recent = useRecentSessions();
  const parts = [courses, open, planned, recent];
  const failed = parts.find(({ error, data }) => error !== null && data === undefined);

  const head = (
    <PageHead
      title={messages.title}
      documentTitle={messages.tabTitle}
      below={format.dayLong(Date.now())}
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
  if (courses.data === undefined || open.data === undefined) {
    return (
      <>
        {head}
        <DashboardSkeleton label={messages.loading} />
      </>
    );
  }
  const openCourses = new Set(open.data.map(({ course }) => course.id));
  return (
    <>
      {head}
      {open.data.length > 0 && (
        <section className={classes.openList} aria-label={messages.openNow}>
          {open.data.map((session) => (
            <OpenSession key={session.id} session={session} />
          ))}
        </section>
      )}
      <PlannedSessions sessions={planned.data ?? none} />
      <Panel title={messages.start} data-testid="start-list">
        <StartList
          courses={courses.data.filter(({ is_active }) => is_active)}
          openCourses={openCourses}
          startControls={startControls}
        />
      </Panel>
      <Panel title={messages.recent}>
        <RecentSessions sessions={recent.data} />
      </Panel>
    </>
  );
}
