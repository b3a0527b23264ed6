import type { ReactNode } from "react";
import type { ProjectorState } from "@/api/staff/types";
import { TimeLeft } from "@/components/ui/TimeLeft";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { stepElapsedMs, type View } from "./model";
import classes from "./Projector.module.css";
import { StepRing } from "./StepRing";

interface SidePanelProps {
  answer: ProjectorState;
  view: View;
  shown: boolean;
  connected: boolean;
  serverNowMs: number | null;
  /** The names, when they are wanted. */
  children: ReactNode;
}

/** Beside the QR code: which class, the code to type, how many are here, how long it lasts. */
export function SidePanel(props: SidePanelProps) {
  const { answer, view, shown, connected, serverNowMs, children } = props;
  const { session, counts } = answer;
  const arrived = formatNumber(counts.arrived);
  const enrolled = formatNumber(counts.enrolled);
  const offsetMs = serverNowMs === null ? 0 : serverNowMs - Date.now();
  const running = view.stage === "open" || view.stage === "planned";
  return (
    <div className={classes.side}>
      <header className={classes.course}>
        <h1 className={classes.courseCode}>{session.course.code}</h1>
        <p className={classes.courseName}>{session.course.name}</p>
        {session.venue_name !== "" && <p className={classes.venue}>{session.venue_name}</p>}
      </header>

      {running && shown && view.typed !== null && (
        <section className={classes.typed}>
          <p className={classes.how}>
            <strong>{messages.scan}</strong> {messages.orType(window.location.host)}
          </p>
          <p className={classes.letters} data-testid="typed-code" data-code={view.typed.code}>
            <span>{view.typed.code.slice(0, 3)}</span>
            <span>{view.typed.code.slice(3)}</span>
          </p>
          <StepLine answer={answer} view={view} serverNowMs={serverNowMs} />
        </section>
      )}

      {view.stage === "planned" && <p className={classes.planned}>{messages.planned}</p>}
      {children}

      <footer className={classes.foot}>
        <p className={classes.count}>
          <span data-testid="arrived-count">{`${arrived} / ${enrolled}`}</span>
          <span className={classes.unit}>{messages.arrived}</span>
        </p>
        {running && (
          <p className={classes.left}>
            {view.stage === "planned" ? messages.opensIn : messages.closesIn}{" "}
            <strong>
              <TimeLeft
                until={view.stage === "planned" ? session.opens_at : session.closes_at}
                offsetMs={offsetMs}
              />
            </strong>
          </p>
        )}
        {!connected && (
          <p className={classes.trouble} role="status">
            {messages.reconnecting}
          </p>
        )}
      </footer>
    </div>
  );
}

function StepLine({
  answer,
  view,
  serverNowMs,
}: Pick<SidePanelProps, "answer" | "view" | "serverNowMs">) {
  if (answer.kind === "fixed" || view.code === null || serverNowMs === null) {
    return <p className={classes.step}>{messages.fixed}</p>;
  }
  return (
    <p className={classes.step}>
      <StepRing
        key={view.code.step}
        periodMs={answer.period_ms}
        elapsedMs={stepElapsedMs(view.code, answer.period_ms, serverNowMs)}
      />
      {messages.everySeconds(Math.round(answer.period_ms / 1000))}
    </p>
  );
}
