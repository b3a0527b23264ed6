import { Button, Group, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Id, RosterChange } from "@/api/staff/types";
import { Dialog } from "@/components/ui/Dialog";
import { PlusIcon } from "@/components/ui/icons";
import { errorWords } from "@/lib/errorWords";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { leftOut, pastedEntries, unresolved } from "./model";
import { MOST_AT_ONCE, useEnrolMany, useRosterChanges } from "./queries";

/** Adds a whole class by its student numbers. */
export function EnrolMany({ course }: { course: Id }) {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<PlusIcon size={14} />}
        onClick={() => setOpened(true)}
      >
        {messages.enrolMany}
      </Button>
      <Dialog opened={opened} onClose={close} title={messages.enrolMany}>
        <Entries course={course} onClose={close} />
      </Dialog>
    </>
  );
}

function Entries({ course, onClose }: { course: Id; onClose: () => void }) {
  const [text, setText] = useState("");
  const [sent, setSent] = useState("");
  const [answer, setAnswer] = useState<RosterChange>();
  const changes = useRosterChanges(course);
  const enrol = useEnrolMany(course);
  const entries = pastedEntries(text);
  const tooMany = entries.length > MOST_AT_ONCE;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (entries.length === 0 || tooMany || enrol.isPending) return;
    setSent(text);
    enrol.mutate(entries, {
      onSuccess: (change) => {
        if (leftOut(change).length === 0) {
          changes.offerUndo(messages.enrolledMany(change.changed), change);
          return onClose();
        }
        setAnswer(change);
        setText(unresolved(change).join("\n"));
      },
    });
  };
  const takeBack = (change: RosterChange) =>
    changes.undo(change, () => {
      setAnswer(undefined);
      setText(sent);
    });
  const problem = tooMany
    ? messages.enrolManyTooMany(formatNumber(MOST_AT_ONCE))
    : enrol.error !== null && errorWords(enrol.error);
  const finished = answer !== undefined && unresolved(answer).length === 0 && text === "";
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {answer !== undefined && (
          <Answer change={answer} busy={changes.isPending} onUndo={() => takeBack(answer)} />
        )}
        {!finished && (
          <Textarea
            label={messages.enrolManyLabel}
            description={answer === undefined ? messages.enrolManyText : messages.enrolManyAgain}
            data-autofocus
            classNames={{ input: classes.pasted }}
            spellCheck={false}
            value={text}
            error={problem}
            onChange={(event) => {
              setText(event.currentTarget.value);
              if (enrol.isError) enrol.reset();
            }}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {answer === undefined ? messages.cancel : messages.close}
          </Button>
          {!finished && (
            <Button
              type="submit"
              loading={enrol.isPending}
              disabled={entries.length === 0 || tooMany}
            >
              {messages.enrolManySend(entries.length)}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** What became of them: how many were added, and each one that was left out with the reason. */
function Answer({
  change,
  busy,
  onUndo,
}: {
  change: RosterChange;
  busy: boolean;
  onUndo: () => void;
}) {
  return (
    <section aria-label={messages.leftOut}>
      <div className={classes.answer}>
        <strong role="status">
          {change.changed === 0 ? messages.enrolledNone : messages.enrolledMany(change.changed)}
        </strong>
        {change.undo !== "" && (
          <Button size="compact-sm" variant="light" loading={busy} onClick={onUndo}>
            {messages.undo}
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a long list only where it has the focus */}
      <ul className={classes.leftOut} tabIndex={0}>
        {leftOut(change).map(({ entered, student, outcome, position }) => (
          <li key={position}>
            <span className={classes.student}>{student?.full_name ?? entered}</span>{" "}
            <span className={classes.quiet}>
              {student === null ? "" : `${student.student_id}: `}
              {messages.outcome[outcome]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
