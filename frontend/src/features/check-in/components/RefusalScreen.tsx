import type { ReactNode } from "react";
import { knownUser, timeZone } from "@/api/account";
import { getToken } from "@/api/token";
import { Button } from "@/components/light/Button";
import type { IconName } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { StateScreen, type Tone } from "@/components/light/StateScreen";
import { formatDistance } from "@/lib/distance";
import { zonedFormat } from "@/lib/zonedFormat";
import type { CheckInFlow, Entry } from "../flow";
import { messages } from "../messages";
import { courseParam, numberParam, type PlainRefusal, textParam, type View } from "../views";
import { Appeal } from "./Appeal";
import { TypedCode } from "./TypedCode";

type RefusalView = Extract<View, { state: PlainRefusal }>;

function otherAccountLead({ error }: RefusalView): string {
  const text = messages.otherAccount;
  const organisation = textParam(error, "organization");
  const user = knownUser();
  const staff = user !== null && user.role !== "student";
  const whose = staff ? text.role : organisation && text.organisation(organisation);
  return [whose, user && text.user(user.full_name)].filter(Boolean).join(" ");
}

function outsideLead({ error }: RefusalView): string {
  const distance = numberParam(error, "distance_m");
  if (distance === null) return messages.outside.leadUnknown;
  const venue = textParam(error, "venue_name") ?? messages.outside.venueUnknown;
  const accuracy = numberParam(error, "accuracy_m") ?? 0;
  return messages.outside.lead(formatDistance(distance), venue, formatDistance(accuracy));
}

interface Words {
  tone: Tone;
  icon: IconName;
  title: string;
  lead: string;
}

/** What each refusal says. */
export function refusalWords(view: RefusalView, kind: Entry["kind"]): Words {
  const { error } = view;
  const warn = (icon: IconName, words: { title: string; lead: string }): Words => ({
    tone: "warn",
    icon,
    title: words.title,
    lead: words.lead,
  });
  switch (view.state) {
    case "code-expired":
      return warn("scan", messages.codeExpired);
    case "code-unknown": {
      const { title, lead, leadTyped } = messages.codeUnknown;
      return warn("scan", { title, lead: kind === "typed" ? leadTyped : lead });
    }
    case "code-replaced":
      return warn("scan", messages.codeReplaced);
    case "claim-expired":
      return warn("hourglass", messages.claimExpired);
    case "other-browser":
      return warn("lock", messages.otherBrowser);
    case "device-used":
      return warn("people", messages.deviceUsed);
    case "network":
      return warn("offline", messages.network);
    case "closed": {
      const at = textParam(error, "closed_at");
      const { title, titleUnknown, lead } = messages.closed;
      const time = at && zonedFormat(timeZone()).time(at);
      return warn("clock", { title: time ? title(time) : titleUnknown, lead });
    }
    case "not-enrolled": {
      const { title, lead, leadUnknown } = messages.notEnrolled;
      const course = courseParam(error, "course");
      return warn("people", { title, lead: course ? lead(course) : leadUnknown });
    }
    case "other-account":
      return warn("person", { title: messages.otherAccount.title, lead: otherAccountLead(view) });
    case "outside":
      return warn("pin", { title: messages.outside.title, lead: outsideLead(view) });
    default:
      return { tone: "bad", icon: "info", title: messages.refused.title, lead: error.detail };
  }
}

/** States whose remedy is another look at the screen in the room. */
const SCAN_AGAIN: ReadonlySet<PlainRefusal> = new Set([
  "code-expired",
  "code-unknown",
  "code-replaced",
  "claim-expired",
  "other-browser",
]);
/** States in which "I was here" makes sense. */
const APPEAL: ReadonlySet<PlainRefusal> = new Set([
  "closed",
  "outside",
  "claim-expired",
  "device-used",
  "network",
  "not-enrolled",
]);

interface RefusalScreenProps {
  view: RefusalView;
  flow: CheckInFlow;
  kind: Entry["kind"];
  onCode: (code: string) => void;
}

function Details({ view, kind, onCode }: Omit<RefusalScreenProps, "flow">): ReactNode {
  if (view.state === "not-enrolled") {
    const now = courseParam(view.error, "current_class");
    return (
      <>
        {now && <p className="note">{messages.notEnrolled.now(now)}</p>}
        <p className="state-small">{messages.notEnrolled.join}</p>
      </>
    );
  }
  return (
    SCAN_AGAIN.has(view.state) && (
      <TypedCode onCode={onCode} focus={kind === "typed"} second={kind === "qr"} />
    )
  );
}

/** A refusal in plain words, with the one thing that helps. */
export function RefusalScreen({ view, flow, kind, onCode }: RefusalScreenProps) {
  const words = refusalWords(view, kind);
  const { state, attemptId } = view;
  const scan = (
    <Link className={`button button-${kind === "qr" ? "primary" : "secondary"}`} to="/scan">
      {messages.scanAgain}
    </Link>
  );
  const retry = (
    <Button
      icon="refresh"
      onClick={() => (state === "outside" ? flow.locateAgain() : flow.retryNow())}
    >
      {messages.tryAgain}
    </Button>
  );
  return (
    <StateScreen
      state={state}
      {...words}
      actions={
        <>
          {SCAN_AGAIN.has(state) && scan}
          {(state === "outside" || state === "network" || state === "refused") && retry}
          {state === "other-account" && (
            <Button icon="person" onClick={() => flow.switchAccount()}>
              {messages.otherAccount.action}
            </Button>
          )}
          {state === "closed" && getToken() === null && (
            <Button icon="person" onClick={() => flow.askToSignIn()}>
              {messages.closed.signIn}
            </Button>
          )}
          {attemptId !== null && APPEAL.has(state) && <Appeal attemptId={attemptId} />}
          <Link className="button button-quiet" to="/">
            {messages.home}
          </Link>
        </>
      }
    >
      <Details view={view} kind={kind} onCode={onCode} />
    </StateScreen>
  );
}
