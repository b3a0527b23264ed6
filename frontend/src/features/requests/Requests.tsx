import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Id } from "@/api/staff/types";
import { PageHead } from "@/components/layout/PageHead";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useDecisionCounts } from "@/hooks/useDecisionCounts";
import { formatNumber } from "@/lib/zonedFormat";
import { Decided } from "./Decided";
import { messages } from "./messages";
import { countOf, VIEWS, type View, viewOf } from "./model";
import { Queue } from "./Queue";
import { useCourses } from "./queries";
import { type Asking, ReasonDialog } from "./ReasonDialog";
import classes from "./Requests.module.css";
import { useDecide } from "./useDecide";

const FILTERS = ["view", "course"] as const;

/** What waits for the decision of whoever is signed in, over all courses, and what was decided. */
export function Requests() {
  const [{ search, filters, page }, change] = useTableParams(FILTERS);
  const view = viewOf(filters.view);
  const course = courseOf(filters.course);
  const decide = useDecide();
  const [asking, setAsking] = useState<Asking | null>(null);
  const shared = { search, course, page, decide, onAsk: setAsking };
  const onPage = (next: number) => change({ page: next });
  return (
    <>
      <PageHead title={messages.title} below={<span>{messages.below}</span>} />
      <Views view={view} />
      <div className={classes.narrow}>
        <div className={classes.search}>
          <SearchField
            label={messages.search}
            value={search}
            onSearch={(text) => change({ search: text })}
          />
        </div>
        <CourseFilter
          course={course}
          onChoose={(chosen) => change({ filters: { ...filters, course: chosen } })}
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
          onPage={onPage}
        />
      )}
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

const courseOf = (named: string | undefined): Id | undefined =>
  named !== undefined && /^[1-9]\d{0,14}$/.test(named) ? Number(named) : undefined;

interface CourseFilterProps {
  course: Id | undefined;
  onChoose: (course: string) => void;
}

/** Narrows to one course; who teaches but one has nothing to choose. */
function CourseFilter({ course, onChoose }: CourseFilterProps) {
  const { data: courses } = useCourses();
  if (course === undefined && (courses === undefined || courses.length < 2)) return null;
  return (
    <NativeSelect
      aria-label={messages.course}
      value={course ?? ""}
      data={[
        { value: "", label: messages.everyCourse },
        ...(courses ?? []).map(({ id, code, name }) => ({
          value: String(id),
          label: `${code} ${name}`,
        })),
      ]}
      onChange={(event) => onChoose(event.currentTarget.value)}
      className={classes.course}
    />
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
  const { data: counts } = useDecisionCounts();
  const [address] = useSearchParams();
  const to = (one: View) => {
    const next = new URLSearchParams(address);
    next.delete("page");
    if (one === "all") next.delete("view");
    else next.set("view", one);
    return { search: next.toString() };
  };
  return (
    <nav aria-label={messages.views} className={classes.views}>
      {VIEWS.map((one) => {
        const count = counts === undefined ? null : countOf(one, counts);
        return (
          <Link
            key={one}
            to={to(one)}
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
