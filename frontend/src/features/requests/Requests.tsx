import { useState } from "react";
import { Link } from "react-router";
import { PageHead } from "@/components/layout/PageHead";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { formatNumber } from "@/lib/zonedFormat";
import { Decided } from "./Decided";
import { messages } from "./messages";
import { countOf, VIEWS, type View, viewOf } from "./model";
import { Queue } from "./Queue";
import { useCounts } from "./queries";
import { type Asking, ReasonDialog } from "./ReasonDialog";
import classes from "./Requests.module.css";
import { useDecide } from "./useDecide";

const FILTERS = ["view", "course"] as const;

/** What waits for the decision of whoever is signed in, over all courses, and what was decided. */
export function Requests() {
  const [{ search, filters, page }, change] = useTableParams(FILTERS);
  const view = viewOf(filters.view);
  const course = Number(filters.course);
  const decide = useDecide();
  const [asking, setAsking] = useState<Asking | null>(null);
  const shared = { search, page, decide, onAsk: setAsking };
  const onPage = (next: number) => change({ page: next });
  return (
    <>
      <PageHead title={messages.title} below={<span>{messages.below}</span>} />
      <Views view={view} />
      <div className={classes.search}>
        <SearchField
          label={messages.search}
          value={search}
          onSearch={(text) => change({ search: text })}
        />
      </div>
      {view === "decided" ? (
        <Decided {...shared} onPage={onPage} />
      ) : (
        <Queue
          // What was chosen in one view is not chosen in another.
          key={view}
          {...shared}
          view={view}
          course={Number.isSafeInteger(course) && course > 0 ? course : undefined}
          onPage={onPage}
        />
      )}
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

const LABELS: Record<View, string> = {
  all: messages.all,
  absence: messages.absence,
  here: messages.here,
  scans: messages.scans,
  decided: messages.decided,
};

function Views({ view }: { view: View }) {
  const { data: counts } = useCounts();
  return (
    <nav aria-label={messages.views} className={classes.views}>
      {VIEWS.map((one) => {
        const count = counts === undefined ? null : countOf(one, counts);
        return (
          <Link
            key={one}
            to={one === "all" ? "." : `?view=${one}`}
            className={classes.view}
            aria-current={one === view ? "page" : undefined}
          >
            {LABELS[one]}
            {count !== null && count > 0 && (
              <span className={classes.count}>{formatNumber(count)}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
