import { Link } from "react-router";
import { Panel } from "@/components/layout/Panel";
import { useDecisionCounts } from "@/hooks/useDecisionCounts";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";

/** What students have asked and nobody has decided yet, by kind; nothing when nothing waits. */
export function Waiting() {
  const { data } = useDecisionCounts();
  if (data === undefined || data.total === 0) return null;
  const kinds = [
    { view: "absence", count: data.requests, words: messages.waitingRequests },
    { view: "here", count: data.contests + data.appeals, words: messages.waitingHere },
    { view: "scans", count: data.scans, words: messages.waitingScans },
  ];
  return (
    <Panel title={messages.waiting}>
      <ul className={classes.rows}>
        {kinds
          .filter(({ count }) => count > 0)
          .map(({ view, count, words }) => (
            <li key={view} className={classes.row}>
              <Link to={`/requests?view=${view}`} className={classes.waiting}>
                <strong>{count}</strong> {words(count)}
              </Link>
            </li>
          ))}
      </ul>
    </Panel>
  );
}
