import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/staff/keys";
import type { LiveCounts, Session } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { ListIcon, ScreenIcon } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { ShareBar } from "@/components/ui/ShareBar";
import { StateDot } from "@/components/ui/StateDot";
import { TimeLeft } from "@/components/ui/TimeLeft";
import { useLive } from "@/hooks/useLive";
import { useServerOffset } from "@/hooks/useServerOffset";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";
import { useCloseSession } from "./queries";

/** Counts of a session before its first live answer, from the list it came in. */
function countsOf(session: Session): LiveCounts {
  return {
    present: session.present_count,
    late: session.late_count,
    excused: 0,
    absent: 0,
    enrolled: session.enrolled_count,
    review: 0,
  };
}

/** The class that runs now: how many are in, how long it lasts, and the three things to do. */
export function OpenSession({ session: listed }: { session: Session }) {
  const client = useQueryClient();
  const { data } = useLive(listed.id);
  const session = data?.session ?? listed;
  const counts = data?.counts ?? countsOf(listed);
  const offsetMs = useServerOffset(data?.server_time_ms ?? Date.now());
  const [asking, setAsking] = useState(false);
  const close = useCloseSession();
  const { code, name } = session.course;
  const inside = counts.present + counts.late;
  const missing = Math.max(0, counts.enrolled - inside - counts.excused - counts.absent);
  const refresh = () => void client.invalidateQueries({ queryKey: keys.sessions });

  return (
    <article className={classes.open} data-testid="open-session">
      <div className={classes.openTop}>
        <div className={classes.openWords}>
          <h2 className={classes.openTitle}>
            {code} <span>{name}</span>
          </h2>
          <p className={classes.openFacts}>
            <StateDot state="open" label={messages.open} />
            <span>
              {messages.closesIn}{" "}
              <strong>
                <TimeLeft
                  key={session.closes_at}
                  until={session.closes_at}
                  offsetMs={offsetMs}
                  onEnd={refresh}
                />
              </strong>
            </span>
            {session.venue_name !== "" && <span>{session.venue_name}</span>}
            {counts.review > 0 && (
              <LinkButton
                size="compact-sm"
                variant="default"
                to={`/sessions/${session.id}?show=review`}
              >
                {messages.toReview(counts.review)}
              </LinkButton>
            )}
          </p>
        </div>
        <p className={classes.count}>
          <span data-testid="arrived-count">
            {messages.inOf(formatNumber(inside), formatNumber(counts.enrolled))}
          </span>
          <span className={classes.unit}>{messages.arrived}</span>
        </p>
      </div>
      <ShareBar
        tall
        whole={counts.enrolled}
        shares={[
          { key: "present", value: counts.present },
          { key: "late", value: counts.late },
          { key: "excused", value: counts.excused },
        ]}
      />
      <div className={classes.openActions}>
        <LinkButton
          to={`/sessions/${session.id}/projector`}
          leftSection={<ScreenIcon />}
          aria-label={messages.projectorLabel(code)}
          data-testid="open-projector"
        >
          {messages.projector}
        </LinkButton>
        <LinkButton
          to={`/sessions/${session.id}`}
          variant="default"
          leftSection={<ListIcon />}
          aria-label={messages.liveLabel(code)}
          data-testid="open-live"
        >
          {messages.live}
        </LinkButton>
        <Button
          variant="default"
          aria-label={messages.closeLabel(code)}
          onClick={() => setAsking(true)}
          data-testid="close-session"
        >
          {messages.close}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={messages.closeTitle(code)}
        confirm={messages.closeConfirm}
        cancel={messages.cancel}
        busy={close.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          close.mutate(session.id, {
            onSuccess: () => doneToast(messages.closed(code)),
            onSettled: () => setAsking(false),
          })
        }
      >
        {messages.closeText(formatNumber(missing))}
      </ConfirmDialog>
    </article>
  );
}
