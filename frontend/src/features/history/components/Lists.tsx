import type { ReactNode } from "react";
import { timeZone } from "@/api/account";
import { api, bodyOf } from "@/api/typed";
import { AttemptRow } from "@/components/light/HistoryRows";
import { Link } from "@/components/light/Link";
import { SkeletonRows } from "@/components/light/Skeleton";
import { type Resource, useResource } from "@/hooks/useResource";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { addressOf, byWeek, filtersOf, isNarrowed, type Shown } from "../model";
import { Failure } from "./Failure";
import { Pager } from "./Pager";
import { Visit } from "./Visit";

const PAGE_SIZE = 20;

interface Page<T> {
  count: number;
  results: T[];
}

const keyOf = (name: string, shown: Shown) =>
  `${name}${JSON.stringify(filtersOf(shown))}${shown.page}`;

interface PagedProps<T> {
  shown: Shown;
  list: Resource<Page<T>>;
  empty: string;
  momentOf: (item: T) => string;
  row: (item: T) => ReactNode;
}

/** A page of a list by weeks, or why there is none. */
function Paged<T>({ shown, list, empty, momentOf, row }: PagedProps<T>) {
  if (list.error !== null) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <SkeletonRows rows={8} label={messages.loading} />;
  const { count, results } = list.data;
  if (count === 0) {
    return (
      <div className="empty">
        <p>{isNarrowed(shown) ? messages.noneFound : empty}</p>
        {isNarrowed(shown) && <Link to={addressOf({ view: shown.view })}>{messages.showAll}</Link>}
      </div>
    );
  }
  const weeks = byWeek(results, momentOf, zonedFormat(timeZone()), Date.now());
  return (
    <>
      {weeks.map((week) => (
        <section className="section week" key={week.monday} aria-labelledby={`w${week.monday}`}>
          <h2 id={`w${week.monday}`}>{week.title}</h2>
          <ul className="rows">{week.items.map(row)}</ul>
        </section>
      ))}
      <Pager
        page={shown.page}
        pages={Math.ceil(count / PAGE_SIZE)}
        addressOf={(page) => addressOf({ ...shown, page })}
      />
    </>
  );
}

/** The student's records that the address asks for. */
export function Records({ shown }: { shown: Shown }) {
  const query = { ...filtersOf(shown), page: shown.page, page_size: PAGE_SIZE };
  const list = useResource(keyOf("records", shown), (signal) =>
    bodyOf(api.GET("/api/my/records/", { params: { query }, signal })),
  );
  return (
    <Paged
      shown={shown}
      list={list}
      empty={messages.noRecords}
      momentOf={(record) => record.session_opens_at}
      row={(record) => <Visit key={record.id} record={record} />}
    />
  );
}

/** The student's attempts that the address asks for. */
export function Attempts({ shown }: { shown: Shown }) {
  const { course, first_day, last_day } = shown;
  const query = { course, first_day, last_day, page: shown.page, page_size: PAGE_SIZE };
  const list = useResource(keyOf("attempts", shown), (signal) =>
    bodyOf(api.GET("/api/my/attempts/", { params: { query }, signal })),
  );
  return (
    <Paged
      shown={shown}
      list={list}
      empty={messages.noAttempts}
      momentOf={(attempt) => attempt.at}
      row={(attempt) => <AttemptRow key={attempt.id} attempt={attempt} />}
    />
  );
}
