import type { ReactNode } from "react";
import { api, bodyOf } from "@/api/typed";
import { Bell } from "@/components/light/Bell";
import { AttemptRow, RecordRow } from "@/components/light/HistoryRows";
import { Link } from "@/components/light/Link";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { messages } from "./messages";

const PAGE_SIZE = 20;

interface Page<T> {
  count: number;
  results: T[];
}

interface PagedListProps<T> {
  name: "records" | "attempts";
  page: number;
  load: (page: number, signal: AbortSignal) => Promise<Page<T>>;
  /** The address of another page of this list, without organisation. */
  addressOf: (page: number) => string;
  empty: string;
  row: (item: T) => ReactNode;
}

function PagedList<T>({ name, page, load, addressOf, empty, row }: PagedListProps<T>) {
  const list = useResource(`${name}-${page}`, (signal) => load(page, signal));
  if (list.error !== null) {
    return <LoadFailure text={messages.failed} retry={messages.retry} onRetry={list.reload} />;
  }
  if (!list.data) return <SkeletonRows rows={8} label={messages.loading} />;
  if (list.data.count === 0) return <p className="empty">{empty}</p>;
  const pages = Math.max(1, Math.ceil(list.data.count / PAGE_SIZE));
  return (
    <>
      <ul className="rows">{list.data.results.map(row)}</ul>
      {pages > 1 && (
        <nav className="pager" aria-label={messages.page(String(page), String(pages))}>
          {page > 1 && (
            <Link className="button button-secondary" to={addressOf(page - 1)}>
              {messages.newer}
            </Link>
          )}
          <span>{messages.page(String(page), String(pages))}</span>
          {page < pages && (
            <Link className="button button-secondary" to={addressOf(page + 1)}>
              {messages.older}
            </Link>
          )}
        </nav>
      )}
    </>
  );
}

const query = (page: number) => ({ query: { page, page_size: PAGE_SIZE } });

const loadRecords = (page: number, signal: AbortSignal) =>
  bodyOf(api.GET("/api/my/records/", { params: query(page), signal }));

const loadAttempts = (page: number, signal: AbortSignal) =>
  bodyOf(api.GET("/api/my/attempts/", { params: query(page), signal }));

/** Every record and every attempt of the student, with outcome and reason. */
export function History({ address }: { address: URL }) {
  const attempts = address.searchParams.get("show") === "attempts";
  const page = Math.max(1, Number.parseInt(address.searchParams.get("page") ?? "1", 10) || 1);
  const tab = (to: string, current: boolean, text: string) => (
    <Link className="tab" to={to} aria-current={current ? "page" : undefined}>
      {text}
    </Link>
  );
  return (
    <div className="home">
      <TopBar title={messages.title} back={{ to: "/", label: messages.back }}>
        <Bell />
      </TopBar>
      <main className="home-main">
        <h1 className="visually-hidden">{messages.title}</h1>
        <nav className="tabs" aria-label={messages.title}>
          {tab("/history", !attempts, messages.records)}
          {tab("/history?show=attempts", attempts, messages.attempts)}
        </nav>
        {attempts ? (
          <PagedList
            name="attempts"
            load={loadAttempts}
            page={page}
            addressOf={(to) => `/history?show=attempts&page=${to}`}
            empty={messages.noAttempts}
            row={(attempt) => <AttemptRow key={attempt.id} attempt={attempt} />}
          />
        ) : (
          <PagedList
            name="records"
            load={loadRecords}
            page={page}
            addressOf={(to) => `/history?page=${to}`}
            empty={messages.noRecords}
            row={(record) => <RecordRow key={record.id} record={record} />}
          />
        )}
      </main>
    </div>
  );
}
