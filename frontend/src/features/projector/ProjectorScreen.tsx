import { Button, Loader, VisuallyHidden } from "@mantine/core";
import { useEffect } from "react";
import type { Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { messages } from "./messages";
import { Projector } from "./Projector";
import classes from "./Projector.module.css";
import { useProjector } from "./useProjector";

/** The projector page of a session, from the first request on. */
export function ProjectorScreen({ session }: { session: Id }) {
  const projector = useProjector(session);
  const { answer, fatal, connected, refresh } = projector;
  const code = answer?.session.course.code;
  useEffect(() => {
    document.title = code === undefined ? messages.loading : messages.tabTitle(code);
  }, [code]);

  if (fatal !== null) {
    return (
      <main className={classes.page}>
        <LoadError page error={fatal} onRetry={() => window.location.reload()} />
      </main>
    );
  }
  if (answer !== null) {
    return <Projector session={session} answer={answer} projector={projector} />;
  }
  return (
    <main className={classes.page} aria-busy="true">
      <VisuallyHidden component="h1">{messages.loading}</VisuallyHidden>
      <div className={classes.stage}>
        <div className={`${classes.qr} ${classes.notice}`}>
          {connected ? (
            <Loader />
          ) : (
            <>
              <p className={classes.noticeTitle}>{messages.lost}</p>
              <Button size="md" onClick={refresh}>
                {messages.tryAgain}
              </Button>
            </>
          )}
        </div>
        <div className={classes.side} />
      </div>
    </main>
  );
}
