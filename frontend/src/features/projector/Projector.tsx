import { useMutation } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { regenerateToken } from "@/api/staff/sessions";
import type { Id, ProjectorState } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { errorToast } from "@/components/feedback/toasts";
import { ArrivalNames } from "./ArrivalNames";
import { CodePanel } from "./CodePanel";
import { Controls } from "./Controls";
import { messages } from "./messages";
import { resized, type Stage, viewAt } from "./model";
import classes from "./Projector.module.css";
import { SidePanel } from "./SidePanel";
import type { useProjector } from "./useProjector";
import { useFullScreen, useIdle, useKeys, useWakeLock } from "./useScreen";

interface ProjectorProps {
  session: Id;
  answer: ProjectorState;
  projector: ReturnType<typeof useProjector>;
}

const SPOKEN: Partial<Record<Stage, string>> = {
  closed: messages.closed,
  revoked: messages.revoked,
  lost: messages.lost,
};

/** The screen in front of the class. */
export function Projector({ session, answer, projector }: ProjectorProps) {
  const { connected, serverNow, refresh } = projector;
  const [shown, setShown] = useState(true);
  const [names, setNames] = useState(false);
  const [size, setSize] = useState(1);
  const fullScreen = useFullScreen();
  const idle = useIdle();
  const now = serverNow();
  const view = viewAt(answer, now, connected);
  useWakeLock(view.stage !== "closed");

  const toggleFullScreen = fullScreen.toggle;
  const keys = useMemo(() => {
    const larger = () => setSize((before) => resized(before, 1));
    const smaller = () => setSize((before) => resized(before, -1));
    return {
      f: toggleFullScreen,
      " ": () => setShown((before) => !before),
      n: () => setNames((before) => !before),
      "+": larger,
      "=": larger,
      "-": smaller,
    };
  }, [toggleFullScreen]);
  useKeys(keys);

  useEffect(() => {
    const words = SPOKEN[view.stage];
    if (words !== undefined) announce(words);
  }, [view.stage]);

  const regenerate = useMutation({
    mutationFn: () => regenerateToken(session, answer.kind ?? "rotating"),
    onSuccess: refresh,
    onError: errorToast,
  });

  return (
    <main className={classes.page} data-stage={view.stage} data-idle={idle || undefined}>
      <div className={classes.stage} style={{ "--scale": size } as React.CSSProperties}>
        <CodePanel
          view={view}
          shown={shown}
          course={answer.session.course.code}
          session={session}
          regenerating={regenerate.isPending}
          onRegenerate={() => regenerate.mutate()}
        />
        <SidePanel
          answer={answer}
          view={view}
          shown={shown}
          connected={connected}
          serverNowMs={now}
        >
          {names && <ArrivalNames session={session} />}
        </SidePanel>
      </div>
      <Controls
        session={session}
        shown={shown}
        names={names}
        fullScreen={fullScreen}
        onShown={keys[" "]}
        onNames={keys.n}
        onLarger={keys["+"]}
        onSmaller={keys["-"]}
      />
    </main>
  );
}
