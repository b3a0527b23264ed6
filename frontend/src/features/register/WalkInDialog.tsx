import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { keys } from "@/api/staff/keys";
import { addWalkIn } from "@/api/staff/register";
import type { Id, RegisterSession, Student } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { SearchIcon } from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import { errorWords } from "@/lib/errorWords";
import { signInClock } from "@/lib/signInClock";
import classes from "./Dialogs.module.css";
import { messages } from "./messages";
import { useAnybody } from "./queries";

interface WalkInDialogProps {
  opened: boolean;
  course: Id;
  session: Pick<RegisterSession, "id" | "state" | "opens_at">;
  /** Who is in the register, and is marked there. */
  present: ReadonlySet<Id>;
  /** What is searched for at first. */
  search: string;
  onClose: () => void;
}

/** Finds a student of the organisation who came without being enrolled, and records them. */
export function WalkInDialog({ opened, onClose, ...rest }: WalkInDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={messages.walkInTitle}>
      {opened && <WalkInForm {...rest} />}
    </Dialog>
  );
}

function WalkInForm(props: Omit<WalkInDialogProps, "opened" | "onClose">) {
  const { course, session, present } = props;
  const { format } = useStaff();
  const client = useQueryClient();
  const [search, setSearch] = useState(props.search);
  const [enrol, setEnrol] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const sought = useDeferredValue(search.trim());
  const found = useAnybody(sought);
  const closed = session.state === "closed";
  const add = useMutation({
    mutationFn: (student: Student) =>
      addWalkIn(session.id, { student: student.id }, { enrol, reason: reason.trim() }),
    onSuccess: (_, student) => {
      signInClock.used();
      doneToast(messages.walkInDone(student.full_name));
      setSearch("");
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.registers(course) }),
        client.invalidateQueries({ queryKey: keys.live(session.id) }),
        client.invalidateQueries({ queryKey: keys.courses }),
      ]),
  });
  const record = (student: Student) => {
    setMissing(closed && reason.trim() === "");
    if (!closed || reason.trim() !== "") add.mutate(student);
  };
  const people = sought.length >= 2 ? (found.data ?? []) : [];

  return (
    <div className={classes.walkIn}>
      <p className={classes.dialogText}>
        {format.dayTime(session.opens_at)} · {messages.walkInHint}
      </p>
      {closed && (
        <TextInput
          label={messages.reason}
          value={reason}
          maxLength={300}
          error={missing ? messages.reasonMissing : undefined}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
        />
      )}
      <label className={classes.tick}>
        <input
          type="checkbox"
          checked={enrol}
          onChange={(event) => setEnrol(event.currentTarget.checked)}
        />
        {messages.walkInEnrol}
      </label>
      <TextInput
        label={messages.walkInSearch}
        leftSection={<SearchIcon size={16} />}
        autoComplete="off"
        data-autofocus
        value={search}
        error={add.error === null ? undefined : errorWords(add.error)}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          add.reset();
        }}
      />
      {sought.length >= 2 && found.data !== undefined && people.length === 0 && (
        <p className={classes.dialogText} role="status">
          {messages.walkInNone}
        </p>
      )}
      <ul className={classes.found}>
        {people.map((student) => (
          <li key={student.id}>
            <span>
              {student.full_name} <span className={classes.quiet}>{student.student_id}</span>
            </span>
            {present.has(student.id) ? (
              <span className={classes.quiet}>{messages.walkInThere}</span>
            ) : (
              <Button
                size="compact-sm"
                variant="light"
                disabled={add.isPending}
                aria-label={messages.walkInOne(student.full_name)}
                onClick={() => record(student)}
              >
                {messages.record}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
