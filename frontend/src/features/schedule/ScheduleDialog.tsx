import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import type { ClassSchedule, Id } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { useFaster } from "@/hooks/useFaster";
import { useStaff } from "@/hooks/useStaff";
import { errorFacts, errorWords, fieldError } from "@/lib/errorWords";
import { fasterWords } from "@/lib/fasterWords";
import { formatDay } from "@/lib/zonedFormat";
import { messages } from "./messages";
import {
  bodyOfSchedule,
  formOf,
  missingIn,
  type ScheduleForm,
  WEEKDAYS,
  weekdayWords,
} from "./model";
import { usePreview, useReread, useStoreSchedule, useVenues } from "./queries";
import classes from "./Schedule.module.css";

interface ScheduleDialogProps {
  course: Id;
  /** The one to change, or a new one; closed without. */
  edited: ClassSchedule | "new" | undefined;
  onClose: () => void;
}

/** Creates or changes when a course meets, with a look at the next classes. */
export function ScheduleDialog({ course, edited, onClose }: ScheduleDialogProps) {
  const one = edited === "new" ? undefined : edited;
  return (
    <Dialog
      opened={edited !== undefined}
      onClose={onClose}
      title={one === undefined ? messages.newTitle : messages.editTitle}
    >
      <Fields course={course} schedule={one} onClose={onClose} />
    </Dialog>
  );
}

/** So long nothing is typed before the next classes are asked for, in ms. */
const PAUSE = 300;

const dayWords = (day: string) => (day === "" ? "" : formatDay(day));
const switchWords = (on: boolean) => (on ? messages.byItself : messages.byHand);

interface FieldsProps {
  course: Id;
  schedule: ClassSchedule | undefined;
  onClose: () => void;
}

function Fields({ course, schedule, onClose }: FieldsProps) {
  const { timeZone } = useStaff();
  const { schedule: reread } = useReread();
  const { form, setForm, seen, note, takeOver } = useFaster({
    row: schedule,
    formOf,
    reread: reread(course),
  });
  const [wrong, setWrong] = useState<ReturnType<typeof missingIn>>({});
  const [settled] = useDebouncedValue(form, PAUSE);
  const complete = Object.keys(missingIn(settled)).length === 0;
  const preview = usePreview(course, schedule?.id, complete ? bodyOfSchedule(settled) : undefined);
  const store = useStoreSchedule(course, schedule?.id);
  const venues = useVenues();
  const refusal = store.error ?? (complete ? preview.error : null);
  const change = (part: Partial<ScheduleForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setWrong({});
    store.reset();
  };
  const field = (name: "starts" | "ends" | "first_day" | "last_day" | "venue") => ({
    value: form[name],
    error: wrong[name] ?? fieldError(refusal, name),
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [name]: event.currentTarget.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = missingIn(form);
    setWrong(missing);
    if (Object.keys(missing).length > 0) return;
    store.mutate(
      { ...bodyOfSchedule(form), ...seen },
      {
        onSuccess: () => {
          doneToast(messages.saved);
          onClose();
        },
        onError: takeOver,
      },
    );
  };
  const facts = errorFacts(refusal);
  const atFields = Object.keys(facts.fields).length > 0;
  const roomWords = (id: string) =>
    venues.data?.find((one) => String(one.id) === id)?.name ?? messages.usualRoom;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Days
          chosen={form.weekdays}
          note={note("weekdays", weekdayWords)}
          error={wrong.weekdays ?? fieldError(refusal, "weekdays")}
          onChange={(weekdays) => change({ weekdays })}
        />
        <div>
          <Group grow align="flex-start" gap="sm">
            <TextInput
              type="time"
              label={messages.starts}
              description={note("starts")}
              {...field("starts")}
            />
            <TextInput
              type="time"
              label={messages.ends}
              description={note("ends")}
              {...field("ends")}
            />
          </Group>
          <p className={classes.hint}>{messages.timesHint(timeZone)}</p>
        </div>
        <NativeSelect
          label={messages.room}
          description={note("venue", roomWords)}
          {...field("venue")}
          data={[
            { value: "", label: messages.usualRoom },
            ...(venues.data ?? (schedule?.venue ? [schedule.venue] : [])).map(({ id, name }) => ({
              value: String(id),
              label: name,
            })),
          ]}
        />
        <div>
          <Group grow align="flex-start" gap="sm">
            <TextInput
              type="date"
              label={messages.firstDay}
              description={note("first_day", dayWords)}
              {...field("first_day")}
            />
            <TextInput
              type="date"
              label={messages.lastDay}
              description={note("last_day", dayWords)}
              {...field("last_day")}
            />
          </Group>
          <p className={classes.hint}>{messages.termDays}</p>
        </div>
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={form.opens_itself}
            aria-describedby="opens-itself-hint"
            onChange={(event) => change({ opens_itself: event.currentTarget.checked })}
          />
          <span>{messages.opensItself}</span>
          <small id="opens-itself-hint">
            {note("opens_itself", switchWords) ?? messages.opensItselfHint}
          </small>
        </label>
        <Preview preview={complete && preview.error === null ? preview.data : undefined} />
        {refusal !== null && !atFields && (
          <p role="alert" className={classes.problem}>
            {facts.code === "changed_meanwhile"
              ? fasterWords.changedMeanwhile
              : errorWords(refusal)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={store.isPending}>
            {messages.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface DaysProps {
  chosen: number[];
  /** What somebody else did to them meanwhile. */
  note: string | undefined;
  error: string | undefined;
  onChange: (weekdays: number[]) => void;
}

function Days({ chosen, note, error, onChange }: DaysProps) {
  const turn = (day: number) =>
    onChange(chosen.includes(day) ? chosen.filter((one) => one !== day) : [...chosen, day].sort());
  return (
    <fieldset className={classes.fieldset} aria-describedby={error && "weekdays-problem"}>
      <legend>{messages.days}</legend>
      <div className={classes.days}>
        {WEEKDAYS.map(({ number, short, long }) => (
          <label key={number} className={classes.day}>
            <input
              type="checkbox"
              aria-label={long}
              checked={chosen.includes(number)}
              onChange={() => turn(number)}
            />
            <span>{short}</span>
          </label>
        ))}
      </div>
      {note !== undefined && <p className={classes.hint}>{note}</p>}
      {error !== undefined && (
        <p id="weekdays-problem" role="alert" className={classes.problem}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Preview({ preview }: { preview: ReturnType<typeof usePreview>["data"] }) {
  const { format } = useStaff();
  return (
    <section className={classes.preview} aria-live="polite" data-testid="schedule-preview">
      <h3>
        {messages.preview}
        {preview !== undefined && ` · ${messages.previewTotal(preview.total)}`}
      </h3>
      {preview === undefined ? (
        <p className={classes.quiet}>{messages.previewEmpty}</p>
      ) : preview.classes.length === 0 ? (
        <p className={classes.quiet}>{messages.previewNone}</p>
      ) : (
        <ol>
          {preview.classes.map(({ class_date, starts_at, holiday }) => (
            <li key={class_date} className={holiday === "" ? "" : classes.off}>
              {holiday === ""
                ? format.dayTime(starts_at)
                : `${format.day(starts_at)} · ${messages.holidayOn(holiday)}`}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
