import type { ReactNode } from "react";
import { request } from "@/api/client";
import type { MyAttempt, MyRecord, Page } from "@/api/student/types";
import { Button } from "@/components/light/Button";
import { AttemptRow, RecordRow } from "@/components/light/HistoryRows";
import { Link } from "@/components/light/Link";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { messages } from "./messages";

const PAGE_SIZE = 20;

interface PagedListProps<T> {
  path: string;
  page: number;
  /** The address of another page of this list, without organisation. */
  addressOf: (page: number) => string;
  empty: string;
  row: (item: T) => ReactNode;
}

function PagedList<T>({ path, page, addressOf, empty, row }: PagedListProps<T>) {
  const query = `${path}?page=${page}&page_size=${PAGE_SIZE}`;
  const list = useResource(query, (signal) => request<Page<T>>(query, { signal }));
  if (list.error !== null) {
    return (
      <div className="note note-bad" role="alert">
        <span>{messages.failed}</span>
        <Button look="quiet" onClick={list.reload}>
          {messages.retry}
        </Button>
      </div>
    );
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
      <TopBar title={messages.title} back={{ to: "/", label: messages.back }} />
      <main className="home-main">
        <h1 className="visually-hidden">{messages.title}</h1>
        <nav className="tabs" aria-label={messages.title}>
          {tab("/history", !attempts, messages.records)}
          {tab("/history?show=attempts", attempts, messages.attempts)}
        </nav>
        {attempts ? (
          <PagedList<MyAttempt>
            path="/api/my/attempts/"
            page={page}
            addressOf={(to) => `/history?show=attempts&page=${to}`}
            empty={messages.noAttempts}
            row={(attempt) => <AttemptRow key={attempt.id} attempt={attempt} />}
          />
        ) : (
          <PagedList<MyRecord>
            path="/api/my/records/"
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
