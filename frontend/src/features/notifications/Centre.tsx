import { useEffect, useState } from "react";
import { knownUser, timeZone } from "@/api/account";
import { NetworkError } from "@/api/client";
import { Announcer } from "@/components/light/Announcer";
import { Button } from "@/components/light/Button";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { zonedFormat } from "@/lib/zonedFormat";
import { NoticeRow } from "./components/NoticeRow";
import { messages } from "./messages";
import { byDay } from "./model";
import { type Centre as CentreState, useCentre } from "./useCentre";

function Empty() {
  const isStudent = knownUser()?.role === "student";
  return (
    <div className="empty">
      <Icon name="bell" size={32} />
      <strong>{messages.empty}</strong>
      <p>{isStudent ? messages.emptyStudent : messages.emptyStaff}</p>
    </div>
  );
}

/** The list stays when it cannot be renewed; a line says so. */
function Stale({ centre }: { centre: CentreState }) {
  const offline = centre.error instanceof NetworkError && !navigator.onLine;
  return (
    <div className="note note-bad" role="alert">
      <Icon name="offline" size={20} />
      {offline ? messages.staleOffline : messages.stale}
      <Button look="secondary" onClick={centre.reload}>
        {messages.retry}
      </Button>
    </div>
  );
}

function Days({ centre }: { centre: CentreState }) {
  const format = zonedFormat(timeZone());
  return (
    <>
      {byDay(centre.items ?? [], format, Date.now()).map((day) => (
        <section className="day" key={day.key} aria-labelledby={`day-${day.key}`}>
          <h2 id={`day-${day.key}`}>{day.title}</h2>
          <ul className="rows">
            {day.items.map((notice) => (
              <NoticeRow
                key={notice.id}
                notice={notice}
                format={format}
                onRead={() => centre.read([notice.id])}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function List({ centre }: { centre: CentreState }) {
  if (centre.items === null) {
    if (centre.error === null) return <SkeletonRows rows={6} label={messages.loading} />;
    const offline = centre.error instanceof NetworkError && !navigator.onLine;
    return (
      <LoadFailure
        text={offline ? messages.offline : messages.failed}
        retry={messages.retry}
        onRetry={centre.reload}
      />
    );
  }
  if (centre.items.length === 0) return <Empty />;
  return (
    <>
      {centre.error !== null && <Stale centre={centre} />}
      <Days centre={centre} />
      {centre.hasMore && (
        <Button look="secondary" busy={centre.busy} onClick={centre.loadMore}>
          {messages.more}
        </Button>
      )}
    </>
  );
}

/** What the user was told in the app, newest first. */
export function Centre() {
  const centre = useCentre();
  const [said, setSaid] = useState("");
  useEffect(() => {
    document.title = messages.title;
  }, []);
  const isStudent = knownUser()?.role === "student";
  const markAll = async () => setSaid((await centre.read()) ? messages.allRead : "");
  return (
    <div className="home">
      <TopBar
        title={knownUser()?.organization?.name ?? ""}
        back={
          isStudent
            ? { to: "/", label: messages.back }
            : { to: "/dashboard", label: messages.toDashboard }
        }
      >
        <Link
          className="icon-button"
          to="/notifications/settings"
          aria-label={messages.preferences.title}
        >
          <Icon name="sliders" />
        </Link>
      </TopBar>
      <main className="home-main centre">
        <div className="centre-head">
          <h1>{messages.title}</h1>
          {centre.unread > 0 ? (
            <button type="button" className="text-button" onClick={markAll}>
              {messages.markAll}
            </button>
          ) : (
            <span className="centre-count">{centre.items?.length ? messages.count(0) : ""}</span>
          )}
        </div>
        <Announcer text={said} />
        {centre.notMarked && (
          <p className="note note-bad" role="alert">
            {messages.notMarked}
          </p>
        )}
        <List centre={centre} />
      </main>
    </div>
  );
}
