import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { timeZone } from "@/api/account";
import { Announcer } from "@/components/light/Announcer";
import { Button } from "@/components/light/Button";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { zonedFormat } from "@/lib/zonedFormat";
import { leaveCheckIn, takeCheckIn } from "../begin";
import type { CheckInFlow, Entry } from "../flow";
import { messages } from "../messages";
import { numberParam, type View } from "../views";
import { Countdown } from "./Countdown";
import { DoneScreen, doneWords } from "./DoneScreen";
import { LocationScreen, locationWords } from "./LocationScreen";
import { RefusalScreen, refusalWords } from "./RefusalScreen";

interface CheckInProps {
  entry: Entry;
  /** Draws the log-in; calls back when the user is signed in. */
  signIn: (done: () => void) => ReactNode;
  /** A code was typed in place of this one. */
  onCode: (code: string) => void;
}

const at = (time: string): string => zonedFormat(timeZone()).time(time);

/** Heading and sentence of every state, as they are drawn and as they are announced. */
function wordsOf(view: View, kind: Entry["kind"]): { title: string; lead: string } {
  switch (view.state) {
    case "sending":
      return messages.sending;
    case "locating":
      return messages.locating;
    case "sign-in": {
      const { title, lead, leadUnknown } = messages.signIn;
      return { title, lead: view.info ? lead(view.info.course.code) : leadUnknown };
    }
    case "too-early": {
      const { title, lead, leadSignIn } = messages.tooEarly;
      const opens = title(at(view.info.session.opens_at));
      return { title: opens, lead: view.signedIn ? lead : leadSignIn };
    }
    case "on-time":
    case "late":
    case "for-review":
    case "already-in":
      return doneWords(view);
    case "received-late":
      return {
        title: messages.receivedLate.title,
        lead: messages.receivedLate.lead(at(view.savedAt)),
      };
    case "offline":
      return { title: messages.offline.title, lead: messages.offline.lead(at(view.savedAt)) };
    case "server-error": {
      const { title, lead } = messages.serverError;
      return { title, lead: lead(view.reference) };
    }
    case "rate-limited":
      return messages.rateLimited;
    case "location-denied":
    case "location-unavailable":
    case "location-timeout":
    case "location-coarse":
      return locationWords(view);
    default:
      return refusalWords(view, kind);
  }
}

interface ScreenProps extends CheckInProps {
  view: View;
  flow: CheckInFlow;
}

function Screen({ view, flow, entry, signIn, onCode }: ScreenProps) {
  const words = wordsOf(view, entry.kind);
  switch (view.state) {
    case "sending":
      return <StateScreen state="sending" tone="busy" icon="scan" {...words} />;
    case "locating":
      return <StateScreen state="locating" tone="busy" icon="pin" {...words} />;
    case "sign-in":
      return (
        <StateScreen state="sign-in" tone="calm" icon="tick" {...words}>
          {view.deadline !== null && (
            <p className="note">
              <Countdown until={view.deadline} text={messages.signIn.left} />
            </p>
          )}
          {signIn(() => flow.signedIn())}
        </StateScreen>
      );
    case "too-early":
      return (
        <StateScreen state="too-early" tone="calm" icon="hourglass" {...words}>
          <p className="big-count">
            <span>{messages.tooEarly.left}</span>
            <Countdown until={view.opensAt} text={(span) => span} />
          </p>
          <p className="note">
            {view.info.course.code} {view.info.course.name}
          </p>
          {!view.signedIn && signIn(() => flow.signedIn())}
        </StateScreen>
      );
    case "on-time":
    case "late":
    case "for-review":
    case "already-in":
      return <DoneScreen view={view} />;
    case "received-late":
      return (
        <StateScreen
          state="received-late"
          tone="review"
          icon="clock"
          {...words}
          actions={
            <Link className="button button-on-tone" to="/">
              {messages.done}
            </Link>
          }
        />
      );
    case "offline":
      return (
        <StateScreen
          state="offline"
          tone="calm"
          icon="offline"
          {...words}
          actions={
            <>
              <Button icon="refresh" onClick={() => flow.retryNow()}>
                {messages.offline.retry}
              </Button>
              <Link className="button button-quiet" to="/">
                {messages.home}
              </Link>
            </>
          }
        />
      );
    case "server-error":
    case "rate-limited":
      return (
        <StateScreen
          state={view.state}
          tone="warn"
          icon={view.state === "server-error" ? "refresh" : "hourglass"}
          {...words}
          actions={
            view.state === "server-error" && (
              <Button icon="refresh" onClick={() => flow.retryNow()}>
                {messages.serverError.retry}
              </Button>
            )
          }
        >
          <p className="note">
            <Countdown until={view.retryAt} text={messages.serverError.next} />
          </p>
        </StateScreen>
      );
    case "location-denied":
    case "location-unavailable":
    case "location-timeout":
    case "location-coarse":
      return <LocationScreen view={view} flow={flow} />;
    default:
      return <RefusalScreen view={view} flow={flow} kind={entry.kind} onCode={onCode} />;
  }
}

/** Seconds too late, for the curious, when the server told them. */
function lateNote(view: View): string {
  if (view.state !== "code-expired") return "";
  const seconds = numberParam(view.error, "seconds_late");
  return seconds === null ? "" : ` ${messages.codeExpired.late(String(Math.ceil(seconds)))}`;
}

/** One check-in from scan to result. Give it a `key` of its entry: another code is another check-in. */
export function CheckIn(props: CheckInProps) {
  const [flow] = useState(() => takeCheckIn(props.entry));
  const view = useSyncExternalStore(flow.subscribe, flow.snapshot);
  useEffect(() => {
    flow.start();
    return () => leaveCheckIn(flow);
  }, [flow]);

  const { title, lead } = wordsOf(view, props.entry.kind);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <Announcer text={messages.announce(title, lead + lateNote(view))} />
      <Screen {...props} view={view} flow={flow} />
    </>
  );
}
