import type { LiveState } from "@/api/staff/types";
import { ShareBar } from "@/components/ui/ShareBar";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./LiveSession.module.css";
import { messages } from "./messages";
import { latestArrivals } from "./model";

const LATEST = 5;
const STATUSES = ["present", "late", "excused", "absent"] as const;

/** How many are in, of how many, and who came last. */
export function Summary({ state }: { state: LiveState }) {
  const { format } = useStaff();
  const { counts, session } = state;
  const latest = latestArrivals(state.rows, LATEST);
  return (
    <section className={classes.summary} aria-label={messages.summary}>
      <p className={classes.big}>
        <span data-testid="arrived-count">
          {messages.inOf(formatNumber(counts.present + counts.late), formatNumber(counts.enrolled))}
        </span>
        <span className={classes.unit}>{messages.inUnit}</span>
      </p>
      <div className={classes.shares}>
        <ShareBar
          tall
          whole={counts.enrolled}
          shares={STATUSES.map((key) => ({ key, value: counts[key] }))}
        />
        <ul className={classes.legend}>
          {STATUSES.map((key) => (
            <li key={key} data-testid={`count-${key}`}>
              <StatusMark
                status={key}
                label={`${messages.statuses[key]} ${formatNumber(counts[key])}`}
              />
            </li>
          ))}
        </ul>
      </div>
      {session.state === "open" && (
        <div className={classes.latest}>
          <p>{latest.length === 0 ? messages.noneYet : messages.latest}</p>
          <ol>
            {latest.map((row) => (
              <li key={row.student.id}>
                <span>{row.student.full_name}</span>
                <time dateTime={row.arrived_at ?? undefined}>
                  {format.timeExact(row.arrived_at ?? "")}
                </time>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
