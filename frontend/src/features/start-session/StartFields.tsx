import { Button, Group, NativeSelect, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Course, TokenKind } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast } from "@/components/feedback/toasts";
import { useStaff } from "@/hooks/useStaff";
import { useWallClock } from "@/hooks/useWallClock";
import { errorWords } from "@/lib/errorWords";
import { utcToZonedInput } from "@/lib/zonedFormat";
import { messages } from "./messages";
import {
  closingTime,
  defaultForm,
  type StartForm,
  type StartProblem,
  startProblem,
  toNewSession,
} from "./model";
import { PlaceFields } from "./PlaceFields";
import { type StartedSession, useStartSession, useUsualMinutes } from "./queries";
import classes from "./StartFields.module.css";

const MINUTES = [5, 10, 15, 20, 30, 45, 60, 90, 120];

const PROBLEMS: Record<StartProblem, string> = {
  venue_missing: messages.placeVenueMissing,
  position_missing: messages.positionMissing,
  opens_missing: messages.opensAtMissing,
  opens_past: messages.opensAtPast,
};

interface StartFieldsProps {
  course: Course;
  onCancel: () => void;
  onStarted: (session: StartedSession) => void;
}

/** The form behind "Options": place, moment, closing time and kind of code. */
export function StartFields({ course, onCancel, onStarted }: StartFieldsProps) {
  const { timeZone, format } = useStaff();
  const [form, setForm] = useState<StartForm>(() => defaultForm(course));
  const [problem, setProblem] = useState<StartProblem | null>(null);
  const start = useStartSession();
  const usual = useUsualMinutes(course.id);
  const now = useWallClock(5_000);
  const closes = closingTime(form, usual, timeZone, now);

  const change = (part: Partial<StartForm>) => {
    setProblem(null);
    setForm((before) => ({ ...before, ...part }));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = startProblem(form, timeZone, Date.now());
    setProblem(found);
    if (found !== null) return;
    start.mutate(toNewSession(course, form, timeZone), {
      onSuccess: (session) => {
        if (session.state === "planned" && session.opensAt !== null) {
          doneToast(messages.planned(course.code, format.dayTime(session.opensAt)));
        } else {
          announce(messages.started(course.code));
        }
        onStarted(session);
      },
    });
  };

  const opensProblem = problem === "opens_missing" || problem === "opens_past";
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <PlaceFields course={course} form={form} onChange={change} />
        <fieldset className={classes.group}>
          <legend>{messages.when}</legend>
          <SegmentedControl
            fullWidth
            aria-label={messages.when}
            value={form.later ? "later" : "now"}
            onChange={(value) => change({ later: value === "later" })}
            data={[
              { value: "now", label: messages.whenNow },
              { value: "later", label: messages.whenLater },
            ]}
          />
          {form.later && (
            <TextInput
              type="datetime-local"
              mt="sm"
              label={messages.opensAt}
              description={messages.opensAtHint(timeZone)}
              min={utcToZonedInput(Date.now(), timeZone)}
              value={form.opensAt}
              error={opensProblem ? PROBLEMS[problem] : undefined}
              onChange={(event) => change({ opensAt: event.currentTarget.value })}
            />
          )}
        </fieldset>
        <NativeSelect
          label={messages.closesAfter}
          description={
            closes === null ? messages.closesUnknown : messages.closesAt(format.time(closes))
          }
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={form.closesAfter}
          onChange={(event) => change({ closesAfter: event.currentTarget.value })}
          data={[
            { value: "", label: messages.closesAsUsual(usual) },
            ...MINUTES.map((count) => ({ value: String(count), label: messages.minutes(count) })),
          ]}
        />
        <fieldset className={classes.group}>
          <legend>{messages.code}</legend>
          <SegmentedControl
            fullWidth
            aria-label={messages.code}
            value={form.kind}
            onChange={(value) => change({ kind: value as TokenKind })}
            data={[
              { value: "rotating", label: messages.rotating },
              { value: "fixed", label: messages.fixed },
            ]}
          />
          <p className={classes.hint}>
            {form.kind === "rotating" ? messages.rotatingHint : messages.fixedHint}
          </p>
        </fieldset>
        {problem !== null && !opensProblem && (
          <p role="alert" className={classes.problem}>
            {PROBLEMS[problem]}
          </p>
        )}
        {start.error !== null && (
          <p role="alert" className={classes.problem}>
            {errorWords(start.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={start.isPending}>
            {form.later ? messages.submitLater : messages.submitNow}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
