import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import type { LiveState } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { PageHead } from "@/components/layout/PageHead";
import { BackLink } from "@/components/ui/BackLink";
import { ChevronDownIcon, ScreenIcon } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { StateDot } from "@/components/ui/StateDot";
import { TimeLeft } from "@/components/ui/TimeLeft";
import { useServerOffset } from "@/hooks/useServerOffset";
import { useStaff } from "@/hooks/useStaff";
import { wasCalledOff } from "@/lib/calledOff";
import { CloseDialog } from "./CloseDialog";
import { CodeMenu } from "./CodeMenu";
import classes from "./LiveSession.module.css";
import { messages } from "./messages";
import { useSessionActions } from "./queries";
import { ReopenDialog } from "./ReopenDialog";

const EXTENSIONS = [5, 10, 15, 30] as const;

interface SessionHeadProps {
  state: LiveState;
  /** Called when the countdown ends, so that the page shows the next state at once. */
  onTimeUp: () => unknown;
}

/** Which session, how it stands, and what can be done to it. */
export function SessionHead({ state, onTimeUp }: SessionHeadProps) {
  const { session } = state;
  const { format } = useStaff();
  const actions = useSessionActions(session.id);
  const [dialog, setDialog] = useState<"close" | "reopen" | null>(null);
  const closed = session.state === "closed";

  const extend = (minutes: number) =>
    actions.extend.mutate(minutes, {
      onSuccess: ({ closes_at }) => doneToast(messages.extended(format.time(closes_at))),
    });

  return (
    <>
      <PageHead
        title={`${session.course.code} ${session.course.name}`}
        documentTitle={messages.tabTitle(session.course.code)}
        above={<BackLink to="/dashboard">{messages.back}</BackLink>}
        below={<StateLine state={state} onTimeUp={onTimeUp} />}
        actions={
          closed ? (
            <Button variant="default" onClick={() => setDialog("reopen")}>
              {messages.reopen}
            </Button>
          ) : (
            <>
              <LinkButton
                to={`/sessions/${session.id}/projector`}
                leftSection={<ScreenIcon />}
                data-testid="open-projector"
              >
                {messages.showCode}
              </LinkButton>
              <Menu>
                <Menu.Target>
                  <Button
                    variant="default"
                    rightSection={<ChevronDownIcon size={16} />}
                    loading={actions.extend.isPending}
                  >
                    {messages.extend}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {EXTENSIONS.map((minutes) => (
                    <Menu.Item key={minutes} onClick={() => extend(minutes)}>
                      {messages.extendBy(minutes)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
              <Button
                variant="default"
                onClick={() => setDialog("close")}
                data-testid="close-session"
              >
                {session.state === "planned" ? messages.callOff : messages.close}
              </Button>
              <CodeMenu session={session} actions={actions} />
            </>
          )
        }
      />
      <CloseDialog
        state={state}
        opened={dialog === "close"}
        busy={actions.close.isPending}
        onClose={() => setDialog(null)}
        onConfirm={() =>
          actions.close.mutate(undefined, {
            onSuccess: (now) => doneToast(wasCalledOff(now) ? messages.calledOff : messages.closed),
            onSettled: () => setDialog(null),
          })
        }
      />
      <ReopenDialog
        session={session}
        opened={dialog === "reopen"}
        reopen={actions.reopen}
        onClose={() => setDialog(null)}
      />
    </>
  );
}

function StateLine({ state, onTimeUp }: SessionHeadProps) {
  const { session } = state;
  const { format } = useStaff();
  const offsetMs = useServerOffset(state.server_time_ms);
  const planned = session.state === "planned";
  return (
    <>
      <StateDot
        state={session.state}
        label={wasCalledOff(session) ? messages.calledOffState : messages.states[session.state]}
      />
      {session.state === "closed" ? (
        <span>{messages.closedAt(format.dayTime(session.closed_at ?? session.closes_at))}</span>
      ) : (
        <span>
          {planned ? messages.opensIn : messages.closesIn}{" "}
          <strong className={classes.left}>
            <TimeLeft
              key={`${session.state}${session.closes_at}`}
              until={planned ? session.opens_at : session.closes_at}
              offsetMs={offsetMs}
              onEnd={() => void onTimeUp()}
            />
          </strong>
        </span>
      )}
      <span>{session.venue_name === "" ? messages.noPlace : session.venue_name}</span>
      {session.reopen_count > 0 && <span>{messages.reopenedTimes(session.reopen_count)}</span>}
      {isLive(session.token) && session.token?.kind === "fixed" && (
        <span>{messages.fixedNote}</span>
      )}
      {session.state !== "closed" && !isLive(session.token) && (
        <strong className={classes.warning}>{messages.revokedNote}</strong>
      )}
    </>
  );
}

const isLive = (token: LiveState["session"]["token"]) =>
  token !== null && token.revoked_at === null;
