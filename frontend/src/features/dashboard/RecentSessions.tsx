import { Skeleton } from "@mantine/core";
import { Link } from "react-router";
import type { Session } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LinkButton } from "@/components/ui/LinkButton";
import { ShareBar } from "@/components/ui/ShareBar";
import { useStaff } from "@/hooks/useStaff";
import { wasCalledOff } from "@/lib/calledOff";
import { formatNumber, formatShare } from "@/lib/zonedFormat";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";
import { useReviewCounts } from "./queries";

/** Closed sessions with how many came, and what still waits for a decision. */
export function RecentSessions({ sessions }: { sessions: readonly Session[] | undefined }) {
  if (sessions === undefined) {
    return (
      <div aria-busy="true" className={classes.bones}>
        <Skeleton height={18} />
        <Skeleton height={18} />
        <Skeleton height={18} />
      </div>
    );
  }
  if (sessions.length === 0) {
    return <EmptyNote title={messages.noRecent}>{messages.noRecentText}</EmptyNote>;
  }
  return <Table sessions={sessions} />;
}

function Table({ sessions }: { sessions: readonly Session[] }) {
  const { format } = useStaff();
  const reviews = useReviewCounts(sessions);
  const { columns } = messages;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{columns.when}</th>
          <th scope="col">{columns.course}</th>
          <th scope="col" className={classes.number}>
            {columns.attended}
          </th>
          <th scope="col" className={classes.rate}>
            {columns.rate}
          </th>
          <th scope="col">{columns.review}</th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => {
          const { id, course, present_count, late_count, enrolled_count } = session;
          const came = present_count + late_count;
          const calledOff = wasCalledOff(session);
          const waiting = reviews.get(id) ?? 0;
          const day = format.dayTime(session.opened_at ?? session.opens_at);
          return (
            <tr key={id}>
              <td className={classes.when}>
                <Link to={`/sessions/${id}`} aria-label={messages.seeSession(course.code, day)}>
                  {day}
                </Link>
              </td>
              <td className={classes.course}>
                <strong>{course.code}</strong> <span>{course.name}</span>
              </td>
              <td className={classes.number}>
                {calledOff ? "–" : messages.inOf(formatNumber(came), formatNumber(enrolled_count))}
              </td>
              <td className={classes.rate}>
                {calledOff ? (
                  messages.calledOff
                ) : (
                  <span className={classes.rateLine}>
                    <span>{formatShare(came, enrolled_count)}</span>
                    <ShareBar
                      whole={enrolled_count}
                      shares={[
                        { key: "present", value: present_count },
                        { key: "late", value: late_count },
                      ]}
                    />
                  </span>
                )}
              </td>
              <td className={classes.review}>
                {waiting > 0 && (
                  <LinkButton
                    size="compact-sm"
                    variant="default"
                    to={`/sessions/${id}?show=review`}
                    aria-label={messages.reviewLabel(waiting, course.code, day)}
                  >
                    {messages.toReview(waiting)}
                  </LinkButton>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
