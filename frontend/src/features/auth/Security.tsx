import { useEffect, useState } from "react";
import { knownUser } from "@/api/account";
import { changePassword, fetchMe } from "@/api/passwords";
import type { Me } from "@/api/student/types";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { EmailState } from "./components/EmailState";
import { NewPasswordForm } from "./components/NewPasswordForm";
import { SignIns } from "./components/SignIns";
import { words as all } from "./linkWords";
import { textsAbout } from "./ownTexts";
import { problem } from "./problem";
import { words } from "./securityWords";

function Password({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const [done, setDone] = useState(false);
  const save = async (password: string, current: string) => {
    setDone(false);
    await changePassword(current, password);
    setDone(true);
    onChanged();
  };
  return (
    <section className="section" aria-labelledby="password-title">
      <h2 id="password-title">{words.password.title}</h2>
      <div className="card">
        <p className="card-hint">{words.password.lead}</p>
        <NewPasswordForm
          username={me.username}
          own={textsAbout(me)}
          submit={words.password.submit}
          askCurrent
          onSubmit={save}
        />
        <p className={done ? "note note-ok" : "visually-hidden"} role="status">
          {done && words.password.done}
        </p>
      </div>
    </section>
  );
}

/** One's own password, address and sign-ins. */
export function Security() {
  const me = useResource("me", fetchMe);
  const [round, setRound] = useState(0);
  useEffect(() => {
    document.title = words.title;
  }, []);
  const isStudent = knownUser()?.role === "student";
  const back = isStudent
    ? { to: "/", label: words.back }
    : { to: "/dashboard", label: words.toDashboard };
  return (
    <div className="home wide-home">
      <TopBar title={knownUser()?.organization?.name ?? ""} back={back} />
      <main className="home-main">
        <h1 className="home-hello">{words.title}</h1>
        {me.data ? (
          <>
            <Password me={me.data} onChanged={() => setRound(round + 1)} />
            <div className="section-stack section">
              <SignIns round={round} />
              <EmailState me={me.data} />
            </div>
          </>
        ) : me.error ? (
          <LoadFailure text={problem(me.error)} retry={all.retry} onRetry={me.reload} />
        ) : (
          <>
            <div className="section">
              <SkeletonRows rows={4} label={all.loading} />
            </div>
            <div className="section">
              <SkeletonRows rows={3} label={all.loading} />
            </div>
          </>
        )}
      </main>
    </div>
  );
}
