import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Course } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { errorFacts, errorWords, fieldError } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { type CourseField, type CourseForm, missingInCourse, toNewCourse } from "./model";
import { useCreateCourse, useTerms, useVenues } from "./queries";

interface CourseDialogProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (course: Course) => void;
}

/** Creates a course. */
export function CourseDialog({ opened, onClose, onCreated }: CourseDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={messages.createTitle}>
      <Fields onClose={onClose} onCreated={onCreated} />
    </Dialog>
  );
}

const WORDS: Record<CourseField, string> = {
  code: messages.codeMissing,
  name: messages.nameMissing,
  term: messages.termMissing,
};

function Fields({ onClose, onCreated }: Omit<CourseDialogProps, "opened">) {
  const [form, setForm] = useState<CourseForm>({ code: "", name: "", term: "", venue: "" });
  const [missing, setMissing] = useState<Set<CourseField>>(new Set());
  const terms = useTerms();
  const venues = useVenues();
  const create = useCreateCourse();

  const change = (field: keyof CourseForm) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setForm((before) => ({ ...before, [field]: value }));
    setMissing(new Set());
  };
  const problem = (field: CourseField) =>
    missing.has(field) ? WORDS[field] : fieldError(create.error, field);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = missingInCourse(form);
    setMissing(found);
    if (found.size > 0) return;
    create.mutate(toNewCourse(form), {
      onSuccess: (course) => {
        doneToast(messages.created(course.code));
        onClose();
        onCreated(course);
      },
    });
  };

  const namedFields = Object.keys(errorFacts(create.error).fields).length > 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.code}
          description={messages.codeHint}
          value={form.code}
          maxLength={20}
          autoComplete="off"
          data-autofocus
          error={problem("code")}
          onChange={change("code")}
        />
        <TextInput
          label={messages.name}
          value={form.name}
          maxLength={200}
          autoComplete="off"
          error={problem("name")}
          onChange={change("name")}
        />
        <NativeSelect
          label={messages.term}
          description={terms.data?.length === 0 ? messages.noTerms : undefined}
          value={form.term}
          error={problem("term")}
          onChange={change("term")}
          data={[
            { value: "", label: messages.termChoose },
            ...(terms.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
        <NativeSelect
          label={messages.room}
          value={form.venue}
          onChange={change("venue")}
          data={[
            { value: "", label: messages.roomNone },
            ...(venues.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
        {create.error !== null && !namedFields && (
          <p role="alert" className={classes.problem}>
            {errorWords(create.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {messages.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
