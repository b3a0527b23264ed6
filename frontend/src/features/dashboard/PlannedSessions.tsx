import { Link } from "react-router";
import type { Session } from "@/api/staff/types";
import { Panel } from "@/components/layout/Panel";
import { ScreenIcon } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";

/** Sessions that will open by themselves, soonest first. Their code can be on the wall before. */
export function PlannedSessions({ sessions }: { sessions: readonly Session[] }) {
  const { format } = useStaff();
  if (sessions.length === 0) return null;
  const soonest = [...sessions].sort((a, b) => a.opens_at.localeCompare(b.opens_at));
  return (
    <Panel title={messages.planned}>
      <ul className={classes.rows}>
        {soonest.map(({ id, course, opens_at, venue_name }) => (
          <li key={id} className={classes.row}>
            <div className={classes.rowWords}>
              <Link to={`/sessions/${id}`} className={classes.rowTitle}>
                <strong>{course.code}</strong> {course.name}
              </Link>
              <p className={classes.rowFacts}>
                {messages.opensAt(format.dayTime(opens_at))}
                {venue_name !== "" && ` · ${venue_name}`}
              </p>
            </div>
            <LinkButton
              to={`/sessions/${id}/projector`}
              variant="default"
              leftSection={<ScreenIcon />}
              aria-label={messages.projectorLabel(course.code)}
            >
              {messages.projector}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
