import { Button, Group } from "@mantine/core";
import type { Register } from "@/api/staff/types";
import { Dialog } from "@/components/ui/Dialog";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Dialogs.module.css";
import { messages } from "./messages";
import type { Conflict } from "./useMarking";

interface ConflictDialogProps {
  conflicts: Conflict[];
  register: Register;
  /** True: mark over what stands, now that it has been seen. */
  onResolve: (mine: boolean) => void;
}

/** Shows what others did to cells that were to be marked, beside what was meant. */
export function ConflictDialog({ conflicts, register, onResolve }: ConflictDialogProps) {
  const { format } = useStaff();
  const students = new Map(register.students.map((one) => [one.id, one.full_name]));
  const sessions = new Map(register.sessions.map((one) => [one.id, one.opens_at]));
  const day = (session: number) => {
    const opens = sessions.get(session);
    return opens === undefined ? "" : format.dayTime(opens);
  };
  return (
    <Dialog
      opened={conflicts.length > 0}
      onClose={() => onResolve(false)}
      closesOutside={false}
      title={messages.conflictsTitle(conflicts.length)}
    >
      <p className={classes.dialogText}>{messages.conflictsText}</p>
      <ul className={classes.conflicts} data-testid="conflicts">
        {conflicts.map((one) => (
          <li key={`${one.session}:${one.student}`}>
            <div>
              <strong>{students.get(one.student)}</strong>
              <span className={classes.quiet}>{day(one.session)}</span>
            </div>
            <dl>
              <dt>{messages.conflictYours}</dt>
              <dd>
                <StatusMark status={one.wanted} label={messages.statuses[one.wanted]} />
              </dd>
              <dt>{messages.conflictTheirs}</dt>
              <dd>
                <StatusMark
                  status={one.status}
                  label={one.status === null ? messages.nothing : messages.statuses[one.status]}
                />
                {one.at !== null && (
                  <span className={classes.quiet}>
                    {messages.conflictBy(one.by ?? messages.ownCheckIn, format.dayTime(one.at))}
                    {one.reason !== "" && `: ${one.reason}`}
                  </span>
                )}
              </dd>
            </dl>
          </li>
        ))}
      </ul>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={() => onResolve(true)} data-testid="use-mine">
          {messages.useMine}
        </Button>
        <Button onClick={() => onResolve(false)} data-testid="keep-theirs">
          {messages.keepTheirs}
        </Button>
      </Group>
    </Dialog>
  );
}
