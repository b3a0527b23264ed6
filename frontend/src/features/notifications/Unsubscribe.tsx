import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { fetchUnsubscription, type Unsubscription, unsubscribe } from "@/api/notifications";
import { Button } from "@/components/light/Button";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { useResource } from "@/hooks/useResource";
import { messages } from "./messages";

const words = messages.unsubscribe;

const settingsLink = (
  <Link className="button button-secondary" to="/notifications/settings">
    {words.all}
  </Link>
);

function Done({ what }: { what: Unsubscription }) {
  return (
    <StateScreen
      state="unsubscribed"
      tone="calm"
      icon="tick"
      title={words.doneTitle}
      lead={words.doneLead(what.organization, what.label)}
      actions={settingsLink}
    />
  );
}

interface AskProps {
  what: Unsubscription;
  onSend: () => void;
  busy: boolean;
  failed: boolean;
}

function Ask({ what, onSend, busy, failed }: AskProps) {
  const isDigest = what.kind === "daily_digest";
  return (
    <StateScreen
      state="unsubscribe"
      tone="calm"
      icon="mail"
      title={isDigest ? words.digestTitle : words.title(what.label)}
      lead={isDigest ? words.digestLead(what.organization) : words.lead(what.organization)}
      actions={
        <Button busy={busy} onClick={onSend}>
          {words.button}
        </Button>
      }
    >
      {failed && (
        <p className="note note-bad" role="alert">
          {words.failedLead}
        </p>
      )}
    </StateScreen>
  );
}

function NotLoaded({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ApiError && error.status < 500) {
    return (
      <StateScreen
        state="unsubscribe-bad-link"
        tone="warn"
        icon="info"
        title={words.badTitle}
        lead={words.badLead}
        actions={settingsLink}
      />
    );
  }
  return (
    <StateScreen
      state="unsubscribe-failed"
      tone="warn"
      icon="offline"
      title={words.failedTitle}
      lead={words.failedLead}
      actions={
        <Button icon="refresh" onClick={onRetry}>
          {words.retry}
        </Button>
      }
    />
  );
}

/** A path segment as the server wrote it; what cannot be read stays, and is refused there. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The page a mail's link leads to: says what it ends and ends it. Needs no sign-in. */
export function Unsubscribe({ token: segment }: { token: string }) {
  const token = decoded(segment);
  const link = useResource(token, (signal) => fetchUnsubscription(token, signal));
  const [sending, setSending] = useState<"no" | "busy" | "failed" | "done">("no");
  useEffect(() => {
    document.title = words.button;
  }, []);
  const send = async () => {
    setSending("busy");
    try {
      await unsubscribe(token);
      setSending("done");
    } catch {
      setSending("failed");
    }
  };
  if (link.data === null) {
    if (link.error !== null) return <NotLoaded error={link.error} onRetry={link.reload} />;
    return (
      <div aria-busy="true">
        <StateScreen state="loading" tone="busy" icon="mail" title={words.loading} />
      </div>
    );
  }
  if (sending === "done") return <Done what={link.data} />;
  return (
    <Ask what={link.data} onSend={send} busy={sending === "busy"} failed={sending === "failed"} />
  );
}
