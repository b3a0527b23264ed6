import { Skeleton } from "@mantine/core";
import type { RegisterSession, RegisterStatus, RegisterStudent } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { Dialog } from "@/components/ui/Dialog";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Dialogs.module.css";
import { messages } from "./messages";
import { useCell } from "./queries";

interface HistoryDialogProps {
  opened: boolean;
  student: RegisterStudent;
  session: RegisterSession;
  onClose: () => void;
}

/** How one cell came about: the record, and who changed it when, from what to what and why. */
export function HistoryDialog({ opened, student, session, onClose }: HistoryDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={messages.historyTitle(student.full_name)}>
      {opened && <Details student={student} session={session} />}
    </Dialog>
  );
}

function Details({ student, session }: Pick<HistoryDialogProps, "student" | "session">) {
  const { format } = useStaff();
  const { data, error, refetch } = useCell(session.id, student.id);
  if (data === undefined) {
    if (error !== null) return <LoadError error={error} onRetry={() => void refetch()} />;
    return <Skeleton height={140} />;
  }
  const recorded = data.recorded_at;
  return (
    <div data-testid="cell-history">
      <p className={classes.dialogText}>
        {format.dayTime(session.opens_at)} · <Status status={data.status} />
      </p>
      <ol className={classes.history}>
        {data.changes.map((change) => (
          <li key={change.id}>
            <span className={classes.steps}>
              <Status status={change.from_status} />
              <span aria-hidden="true">→</span>
              <Status status={change.to_status} />
            </span>
            <span>
              {messages.kinds[change.kind]} {messages.by(change.by ?? messages.someone)},{" "}
              {format.dayTime(change.at)}
            </span>
            {change.reason !== "" && <q>{change.reason}</q>}
          </li>
        ))}
        {recorded !== null && (
          <li>
            <span>
              {data.source === null ? messages.historyFirst : messages.sources[data.source]},{" "}
              {format.dayTime(data.arrived_at ?? recorded)}
            </span>
          </li>
        )}
      </ol>
      {data.changes.length === 0 && <p className={classes.dialogText}>{messages.historyNone}</p>}
      {data.attempts > 0 && (
        <p className={classes.dialogText}>{messages.historyAttempts(data.attempts)}</p>
      )}
    </div>
  );
}

function Status({ status }: { status: RegisterStatus | null }) {
  return (
    <StatusMark
      status={status}
      label={status === null ? messages.nothing : messages.statuses[status]}
    />
  );
}
