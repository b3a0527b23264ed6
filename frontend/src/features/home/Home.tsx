import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { knownUser } from "@/api/account";
import type { StudentHome } from "@/api/student/types";
import { api, bodyOf } from "@/api/typed";
import { Bell } from "@/components/light/Bell";
import { AttemptRow, RecordRow } from "@/components/light/HistoryRows";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonCards, SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { AccountMenu } from "./components/AccountMenu";
import { JoinCourse } from "./components/JoinCourse";
import { OpenSessions } from "./components/OpenSessions";
import { messages } from "./messages";

const Ahead = lazy(async () => ({ default: (await import("./Ahead")).Ahead }));
// Seldom is anybody asked.
const Questions = lazy(async () => ({
  default: (await import("./components/Questions")).Questions,
}));

/** Attempts that came to nothing, besides the records: the rest would say everything twice. */
const failedOnly = (home: StudentHome) =>
  home.recent_attempts.filter((attempt) => !/^(accepted|already)/.test(attempt.outcome));

function Latest({ home }: { home: StudentHome }) {
  const attempts = failedOnly(home);
  const lines = [
    ...home.recent_records.map((record) => ({
      at: record.arrived_at ?? record.recorded_at,
      row: <RecordRow key={`r${record.id}`} record={record} />,
    })),
    ...attempts.map((attempt) => ({
      at: attempt.at,
      row: <AttemptRow key={`a${attempt.id}`} attempt={attempt} />,
    })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  if (lines.length === 0) return <p className="empty">{messages.noneRecent}</p>;
  return <ul className="rows">{lines.map((line) => line.row)}</ul>;
}

interface PartProps {
  /** None while it is on its way: a skeleton stands in its place. */
  home: StudentHome | null;
}

function Now({ home }: PartProps) {
  return (
    <section className="section" aria-labelledby="now-title">
      <h2 id="now-title">{messages.now}</h2>
      {home ? (
        <OpenSessions sessions={home.open_sessions} />
      ) : (
        <SkeletonCards cards={2} label={messages.loading} />
      )}
    </section>
  );
}

function Recent({ home }: PartProps) {
  return (
    <section className="section" aria-labelledby="recent-title">
      <div className="section-head">
        <h2 id="recent-title">{messages.recent}</h2>
        <Link className="text-button" to="/history">
          {messages.allHistory}
        </Link>
      </div>
      {home ? <Latest home={home} /> : <SkeletonRows rows={3} label={messages.loading} />}
    </section>
  );
}

interface HomeProps {
  /** The scans that wait on this phone. */
  saved: ReactNode;
}

/** A student's start page: what is open now, what comes next, and how the last times went. */
export function Home({ saved }: HomeProps) {
  const user = knownUser();
  const home = useResource("home", (signal) => bodyOf(api.GET("/api/student/home/", { signal })));
  const { reload } = home;
  const [round, setRound] = useState(0);
  useEffect(() => {
    const onVisible = () => {
      if (document.visibilityState !== "visible") return;
      reload();
      setRound((before) => before + 1);
    };
    document.addEventListener("visibilitychange", onVisible);
    return () => document.removeEventListener("visibilitychange", onVisible);
  }, [reload]);

  return (
    <div className="home">
      <TopBar title={user?.organization?.name ?? ""}>
        <Bell />
        <AccountMenu user={user} />
      </TopBar>
      <main className="home-main" aria-busy={home.loading}>
        {user && <h1 className="home-hello">{messages.hello(user.full_name)}</h1>}
        {saved}
        {home.data && home.data.questions.length > 0 && (
          <Suspense>
            <Questions questions={home.data.questions} onAnswered={reload} />
          </Suspense>
        )}
        {home.error !== null && !home.data && (
          <LoadFailure text={messages.failed} retry={messages.retry} onRetry={reload} />
        )}
        {(home.data || home.loading) && (
          <>
            <Now home={home.data} />
            {home.data && (
              <Suspense fallback={<SkeletonRows rows={3} label={messages.loading} />}>
                <Ahead round={round} />
              </Suspense>
            )}
            <Recent home={home.data} />
          </>
        )}
        <JoinCourse onJoined={reload} />
      </main>
      <nav className="thumb-bar" aria-label={messages.scan}>
        <Link className="button button-primary" to="/scan">
          <Icon name="scan" />
          <span>{messages.scan}</span>
        </Link>
        <Link className="button button-secondary" to="/scan?type">
          <Icon name="keys" />
          <span>{messages.type}</span>
        </Link>
      </nav>
    </div>
  );
}
