import { useEffect } from "react";
import { knownUser } from "@/api/account";
import { fetchMe } from "@/api/passwords";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { Calendar } from "./Calendar";
import { messages } from "./messages";
import { Person } from "./Person";
import { Picture } from "./Picture";

function More() {
  return (
    <section className="section" aria-labelledby="more-title">
      <h2 id="more-title">{messages.more.title}</h2>
      <div className="account-card">
        {knownUser()?.role === "student" && (
          <Link className="button button-secondary" to="/account/data">
            <Icon name="info" size={22} />
            <span>{messages.more.data}</span>
          </Link>
        )}
        <Link className="button button-secondary" to="/account/security">
          <Icon name="lock" size={22} />
          <span>{messages.more.security}</span>
        </Link>
        <Link className="button button-secondary" to="/notifications/settings">
          <Icon name="sliders" size={22} />
          <span>{messages.more.notifications}</span>
        </Link>
      </div>
    </section>
  );
}

/** Roles that have classes of their own. */
const CALENDARS: ReadonlySet<string> = new Set(["student", "lecturer"]);

/** One's own name, telephone and picture. */
export function Account() {
  const me = useResource("me", fetchMe);
  useEffect(() => {
    document.title = messages.title;
  }, []);
  const isStudent = knownUser()?.role === "student";
  const back = isStudent
    ? { to: "/", label: messages.toStart }
    : { to: "/dashboard", label: messages.toDashboard };
  return (
    <div className="home wide-home">
      <TopBar title={knownUser()?.organization?.name ?? ""} back={back} />
      <main className="home-main">
        <h1 className="home-hello">{messages.title}</h1>
        {me.data ? (
          <>
            <Picture url={me.data.picture_url} />
            <div className="account-column section">
              <Person me={me.data} />
              {CALENDARS.has(me.data.role) && <Calendar />}
              <More />
            </div>
          </>
        ) : me.error ? (
          <LoadFailure text={messages.failed} retry={messages.retry} onRetry={me.reload} />
        ) : (
          <>
            <div className="section">
              <SkeletonRows rows={3} label={messages.loading} />
            </div>
            <div className="section">
              <SkeletonRows rows={4} label={messages.loading} />
            </div>
          </>
        )}
      </main>
    </div>
  );
}
