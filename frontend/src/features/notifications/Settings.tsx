import { useEffect } from "react";
import { knownUser } from "@/api/account";
import type { Preferences } from "@/api/notifications";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { digest } from "./changes";
import { KindCard } from "./components/KindCard";
import { QuietHours } from "./components/QuietHours";
import { Switch } from "./components/Switch";
import { messages } from "./messages";
import { type Outcome, type Save, usePreferences } from "./usePreferences";

const words = messages.preferences;
const DIGEST = "daily-digest";

interface SectionProps {
  settings: Preferences;
  outcome: Outcome | null;
  save: Save;
}

function Kinds({ settings, ...rest }: SectionProps) {
  return (
    <section className="section" aria-labelledby="kinds-title">
      <h2 id="kinds-title">{words.kinds}</h2>
      {settings.kinds.length === 0 ? (
        <div className="empty">
          <strong>{words.noKinds}</strong>
          <p>{words.noKindsHint}</p>
        </div>
      ) : (
        <ul className="settings">
          {settings.kinds.map((kind) => (
            <KindCard key={kind.kind} kind={kind} {...rest} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Times({ settings, outcome, save }: SectionProps) {
  return (
    <section className="section" aria-labelledby="times-title">
      <h2 id="times-title">{words.times}</h2>
      <ul className="settings">
        <QuietHours settings={settings} outcome={outcome} save={save} />
        <li className="setting">
          <h3>{words.digest}</h3>
          <p className="setting-hint">{words.digestHint(settings.digest_at)}</p>
          <Switch
            label={words.digestOn}
            checked={settings.daily_digest}
            outcome={outcome?.control === DIGEST ? outcome : null}
            onChange={(on) => save(DIGEST, ...digest(on))}
          />
        </li>
      </ul>
    </section>
  );
}

/** What the user wants to hear, by which channel, and when. */
export function Settings() {
  const { settings, error, reload, outcome, save } = usePreferences();
  useEffect(() => {
    document.title = words.title;
  }, []);
  return (
    <div className="home wide-home">
      <TopBar
        title={knownUser()?.organization?.name ?? ""}
        back={{ to: "/notifications", label: words.back }}
      />
      <main className="home-main">
        <h1 className="home-hello">{words.title}</h1>
        {settings ? (
          <>
            <Kinds settings={settings} outcome={outcome} save={save} />
            <Times settings={settings} outcome={outcome} save={save} />
          </>
        ) : error !== null ? (
          <LoadFailure text={words.failed} retry={messages.retry} onRetry={reload} />
        ) : (
          <>
            <div className="section">
              <SkeletonRows rows={5} label={words.loading} />
            </div>
            <div className="section">
              <SkeletonRows rows={3} label={words.loading} />
            </div>
          </>
        )}
      </main>
    </div>
  );
}
