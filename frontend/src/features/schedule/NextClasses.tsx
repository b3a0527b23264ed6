import { Button, Group, Skeleton, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ClassEntry, Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { useStaff } from "@/hooks/useStaff";
import { errorWords } from "@/lib/errorWords";
import { messages } from "./messages";
import { daysAfter } from "./model";
import { useCallOff, useClasses, useRestore } from "./queries";
import classes from "./Schedule.module.css";

/** As far as it is looked ahead. */
const DAYS = 14;

/** The course's classes of the next two weeks; single ones are called off here. */
export function NextClasses({ course }: { course: Id }) {
  const { format } = useStaff();
  const today = format.dayKey(Date.now());
  const { data, error, refetch } = useClasses(course, today, daysAfter(today, DAYS - 1));
  const [calledOff, setCalledOff] = useState<ClassEntry>();
  const listed = data?.classes.filter(({ schedule_id }) => schedule_id !== null);
  return (
    <section className={classes.section} aria-labelledby="next-title">
      <div className={classes.head}>
        <h2 id="next-title">{messages.nextTitle}</h2>
      </div>
      {listed === undefined ? (
        error !== null ? (
          <LoadError error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={120} radius="lg" />
        )
      ) : listed.length === 0 ? (
        <p className={classes.quiet}>{messages.nextNone}</p>
      ) : (
        <ul className={classes.list}>
          {listed.map((one) => (
            <Row
              key={`${one.schedule_id}-${one.class_date}`}
              entry={one}
              onCallOff={() => setCalledOff(one)}
            />
          ))}
        </ul>
      )}
      <CallOffDialog entry={calledOff} onClose={() => setCalledOff(undefined)} />
    </section>
  );
}

function useWhen() {
  const { format } = useStaff();
  return ({ starts_at, ends_at }: ClassEntry) =>
    `${format.day(starts_at)}, ${format.time(starts_at)}–${format.time(ends_at)}`;
}

function Row({ entry, onCallOff }: { entry: ClassEntry; onCallOff: () => void }) {
  const when = useWhen()(entry);
  const restore = useRestore();
  const off = entry.called_off || entry.holiday !== "";
  const state = entry.session?.state;
  const changeable = entry.holiday === "" && (state === undefined || state === "planned");
  const bring = () =>
    entry.schedule_id !== null &&
    restore.mutate(
      { schedule: entry.schedule_id, day: entry.class_date },
      { onSuccess: () => doneToast(messages.restored), onError: errorToast },
    );
  return (
    <li className={classes.row}>
      <div className={`${classes.what} ${off ? classes.off : ""}`}>
        <strong>{when}</strong>
        <span className={classes.facts}>
          {entry.holiday !== "" && <span>{messages.holidayOn(entry.holiday)}</span>}
          {entry.called_off && <span>{messages.calledOff(entry.reason)}</span>}
          {!off && entry.venue_name !== "" && <span>{entry.venue_name}</span>}
          {!off && <span>{entry.opens_itself ? messages.byItself : messages.byHand}</span>}
        </span>
      </div>
      {entry.called_off && entry.holiday === "" && entry.reason !== "" ? (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={restore.isPending}
          aria-label={messages.restoreOne(when)}
          onClick={bring}
        >
          {messages.restore}
        </Button>
      ) : (
        changeable &&
        !entry.called_off && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={messages.callOffOne(when)}
            onClick={onCallOff}
          >
            {messages.callOff}
          </Button>
        )
      )}
    </li>
  );
}

function CallOffDialog({ entry, onClose }: { entry: ClassEntry | undefined; onClose: () => void }) {
  const when = useWhen();
  return (
    <Dialog
      opened={entry !== undefined}
      onClose={onClose}
      size="sm"
      title={entry === undefined ? messages.callOff : messages.callOffTitle(when(entry))}
    >
      {entry !== undefined && <CallOffForm entry={entry} onClose={onClose} />}
    </Dialog>
  );
}

function CallOffForm({ entry, onClose }: { entry: ClassEntry; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const callOff = useCallOff();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() === "" || entry.schedule_id === null) return;
    callOff.mutate(
      { schedule: entry.schedule_id, day: entry.class_date, reason },
      {
        onSuccess: () => {
          doneToast(messages.wasCalledOff);
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.reason}
          description={messages.callOffText}
          maxLength={300}
          data-autofocus
          value={reason}
          error={missing && messages.reasonMissing}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {callOff.error !== null && (
          <p role="alert" className={classes.problem}>
            {errorWords(callOff.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={callOff.isPending}>
            {messages.callOff}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
