import { Skeleton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys } from "@/api/staff/keys";
import type { Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { Pager } from "@/components/ui/table/Pager";
import { useStaff } from "@/hooks/useStaff";
import { ChangeLine } from "./ChangeLine";
import { messages } from "./messages";
import { useChanges, useEvents } from "./queries";
import classes from "./Trace.module.css";

const PAGE_SIZE = 50;
const words = messages.log;

interface SessionLogProps {
  session: Id;
  /** Another one when there may be something new. */
  version: string;
}

/** Every change of a mark and every act upon the session; fetched when it is opened. */
export function SessionLog({ session, version }: SessionLogProps) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className={classes.log}
      data-testid="session-log"
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>{words.title}</summary>
      {opened && (
        <div className={classes.columns}>
          <Changes session={session} version={version} />
          <Events session={session} />
        </div>
      )}
    </details>
  );
}

function Changes({ session, version }: SessionLogProps) {
  const [page, setPage] = useState(1);
  const client = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when to ask again
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keys.changes(session, page) });
    void client.invalidateQueries({ queryKey: keys.events(session) });
  }, [client, session, page, version]);
  const { data, error, refetch } = useChanges(session, page);
  return (
    <section aria-label={words.changes}>
      <h2 className={classes.title}>{words.changes}</h2>
      {data === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Bones />}
      {data?.count === 0 && <p className={classes.facts}>{words.noChanges}</p>}
      <ul className={classes.list}>
        {data?.results.map((change) => (
          <ChangeLine key={change.id} change={change} named />
        ))}
      </ul>
      {data !== undefined && data.count > PAGE_SIZE && (
        <Pager
          label={words.pages}
          page={page}
          pageSize={PAGE_SIZE}
          count={data.count}
          onPage={setPage}
        />
      )}
    </section>
  );
}

function Events({ session }: { session: Id }) {
  const { format } = useStaff();
  const { data, error, refetch } = useEvents(session);
  return (
    <section aria-label={words.events}>
      <h2 className={classes.title}>{words.events}</h2>
      {data === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Bones />}
      <ul className={classes.list}>
        {data?.results.map(({ id, kind, at, by, reason }) => (
          <li key={id} data-testid="event">
            <p className={classes.what}>
              {messages.eventKinds[kind]}
              {reason !== "" && <span className={classes.why}> {reason}</span>}
            </p>
            <p className={classes.facts}>
              {format.dayTime(at)} · {by ?? words.clock}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const Bones = () => (
  <div aria-busy="true" role="status" aria-label={words.loading}>
    <Skeleton height={80} />
  </div>
);
