import { Button, Progress } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ImportRun } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Imports.module.css";
import { messages } from "./messages";
import { progressOf, toStore } from "./model";
import { useImportSteps } from "./queries";

interface StatePanelProps {
  run: ImportRun;
  onDiscarded: () => void;
}

/** Where an import stands, in words, and the next thing that can be done with it. */
export function StatePanel({ run, onDiscarded }: StatePanelProps) {
  const steps = useImportSteps(run.id, () => {
    doneToast(messages.discarded);
    onDiscarded();
  });
  const errors = run.counts.error > 0 && run.file_kept && (
    <Button
      variant="default"
      loading={steps.errors.isPending}
      onClick={() => steps.errors.mutate()}
      data-testid="error-rows"
    >
      {messages.errorsFile(formatNumber(run.counts.error))}
    </Button>
  );
  const discard = (
    <Button
      variant="default"
      loading={steps.discard.isPending}
      onClick={() => steps.discard.mutate()}
    >
      {messages.discard}
    </Button>
  );

  switch (run.state) {
    case "checked":
    case "failed":
      return (
        <Open run={run}>
          {toStore(run) > 0 && run.file_kept && (
            <Button
              loading={steps.commit.isPending}
              onClick={() => steps.commit.mutate()}
              data-testid="commit"
            >
              {run.state === "failed" ? messages.again : messages.store(formatNumber(toStore(run)))}
            </Button>
          )}
          {errors}
          {discard}
        </Open>
      );
    case "running":
    case "undoing":
      return <AtWork run={run} />;
    case "done":
      return (
        <Done run={run} busy={steps.undo.isPending} onUndo={() => steps.undo.mutate()}>
          {errors}
        </Done>
      );
    case "undone":
      return <Undone run={run} />;
  }
}

function Box({ title, tone, children }: { title: string; tone: string; children: ReactNode }) {
  return (
    <section className={classes.box} data-tone={tone} data-testid="import-state">
      <h2 className={classes.boxTitle}>{title}</h2>
      {children}
    </section>
  );
}

function Open({ run, children }: { run: ImportRun; children: ReactNode }) {
  const { counts } = run;
  const failed = run.state === "failed";
  return (
    <Box
      title={failed ? messages.failedTitle : messages.ready}
      tone={failed ? "bad" : toStore(run) > 0 ? "open" : "quiet"}
    >
      {failed && <p role="alert">{messages.failedText(run.failure)}</p>}
      <p>
        {toStore(run) > 0
          ? messages.readyText(
              formatNumber(counts.new),
              formatNumber(counts.changed),
              formatNumber(counts.error),
            )
          : messages.nothingToDo}
      </p>
      {run.password_count > 0 && <p>{messages.passwords(formatNumber(run.password_count))}</p>}
      <div className={classes.ways}>{children}</div>
    </Box>
  );
}

const PHASES = {
  passwords: messages.hashingTitle,
  rows: messages.runningTitle,
  undo: messages.undoingTitle,
} as const;

function AtWork({ run }: { run: ImportRun }) {
  const { phase, done, all } = progressOf(run);
  const words = messages.progress(formatNumber(done), formatNumber(all));
  return (
    <Box title={PHASES[phase]} tone="open">
      <Progress.Root size="lg">
        <Progress.Section
          value={(100 * done) / all}
          aria-label={PHASES[phase]}
          aria-valuetext={words}
        />
      </Progress.Root>
      <p>
        {words}. {messages.mayLeave}
      </p>
    </Box>
  );
}

interface DoneProps {
  run: ImportRun;
  busy: boolean;
  onUndo: () => void;
  children: ReactNode;
}

function Done({ run, busy, onUndo, children }: DoneProps) {
  const { format } = useStaff();
  const [asking, setAsking] = useState(false);
  const created = formatNumber(run.counts.new);
  const changed = formatNumber(run.counts.changed);
  return (
    <Box title={messages.doneTitle} tone="good">
      {run.failure !== "" && <p role="alert">{messages.undoFailed(run.failure)}</p>}
      <p>{toStore(run) > 0 ? messages.doneText(created, changed) : messages.doneNothing}</p>
      <p className={classes.quiet}>
        {run.undo_refusal ||
          (run.undo_until !== null && messages.undoUntil(format.date(run.undo_until)))}
      </p>
      <div className={classes.ways}>
        {run.undo_refusal === "" && (
          <Button variant="default" onClick={() => setAsking(true)} data-testid="undo-import">
            {messages.undo}
          </Button>
        )}
        {children}
      </div>
      <ConfirmDialog
        opened={asking}
        title={messages.undoTitle}
        confirm={messages.undoConfirm}
        cancel={messages.keep}
        busy={busy}
        onConfirm={onUndo}
        onClose={() => setAsking(false)}
      >
        {messages.undoText(created, changed)}
      </ConfirmDialog>
    </Box>
  );
}

function Undone({ run }: { run: ImportRun }) {
  const { removed = 0, restored = 0, deactivated = 0, left = 0 } = run.undo_counts;
  return (
    <Box title={messages.undoneTitle} tone="quiet">
      <p>{messages.undoneText(formatNumber(removed), formatNumber(restored))}</p>
      {deactivated + left > 0 && (
        <p>{messages.undoneKept(formatNumber(deactivated), formatNumber(left))}</p>
      )}
    </Box>
  );
}
