import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Course } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { FormDialog } from "@/components/ui/FormDialog";
import { useFaster } from "@/hooks/useFaster";
import { useLast } from "@/hooks/useLast";
import { fieldError } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { FormFoot } from "./FormFoot";
import { LecturerPicker } from "./LecturerPicker";
import { messages } from "./messages";
import {
  type CourseField,
  type CourseForm,
  courseChanges,
  courseForm,
  missingInCourse,
  toNewCourse,
} from "./model";
import { useChangeCourse, useCreateCourse, useReread, useTerms, useVenues } from "./queries";

interface FormProps {
  /** Whether the form says who teaches; who may not, teaches what they create. */
  namesLecturers: boolean;
  onClose: () => void;
  onCreated?: (course: Course) => void;
}

interface CourseDialogProps extends FormProps {
  /** The course to change, "new" for another one; closed without any. */
  edited: Course | "new" | undefined;
}

/** Creates a course, or changes one. */
export function CourseDialog({ edited, ...form }: CourseDialogProps) {
  const shown = useLast(edited);
  const course = shown === "new" ? undefined : shown;
  return (
    <FormDialog
      opened={edited !== undefined}
      onClose={form.onClose}
      title={course === undefined ? messages.createTitle : messages.editTitle(course.code)}
    >
      <Fields key={course?.id} course={course} {...form} />
    </FormDialog>
  );
}

const WORDS: Record<CourseField, string> = {
  code: messages.codeMissing,
  name: messages.nameMissing,
  term: messages.termMissing,
  lecturers: messages.teacherMissing,
};

/** What is typed, what it lacks, and how it is stored. */
function useCourseForm(course: Course | undefined, props: FormProps) {
  const { course: reread } = useReread();
  const { form, setForm, before, seen, note, takeOver } = useFaster({
    row: course,
    formOf: courseForm,
    reread,
  });
  const [missing, setMissing] = useState<Set<CourseField>>(new Set());
  const create = useCreateCourse();
  const change = useChangeCourse();
  const error = course === undefined ? create.error : change.error;

  const stored = (words: string) => {
    doneToast(words);
    props.onClose();
  };
  const send = () => {
    if (course === undefined) {
      return create.mutate(toNewCourse(form), {
        onSuccess: (made) => {
          stored(messages.created(made.code));
          props.onCreated?.(made);
        },
      });
    }
    const changes = courseChanges(form, before);
    if (Object.keys(changes).length === 0) return props.onClose();
    const onSuccess = ({ code }: Course) => stored(messages.saved(code));
    return change.mutate(
      { id: course.id, changes: { ...changes, ...seen } },
      { onSuccess, onError: takeOver },
    );
  };
  return {
    form,
    note,
    error,
    isPending: create.isPending || change.isPending,
    enter: (values: Partial<CourseForm>) => {
      setForm((now) => ({ ...now, ...values }));
      setMissing(new Set());
    },
    problem: (field: CourseField) => (missing.has(field) ? WORDS[field] : fieldError(error, field)),
    submit: (event: FormEvent) => {
      event.preventDefault();
      const found = missingInCourse(form, props.namesLecturers);
      setMissing(found);
      if (found.size === 0) send();
    },
  };
}

const choices = (none: string, rows: readonly { id: number; name: string }[] | undefined) => [
  { value: "", label: none },
  ...(rows ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
];

const namesOf = (lecturers: CourseForm["lecturers"]) =>
  lecturers.map(({ full_name }) => full_name).join(", ");

/** What a chosen row is called, for what somebody else has chosen. */
const nameIn = (rows: readonly { id: number; name: string }[] | undefined) => (id: string) =>
  rows?.find((row) => String(row.id) === id)?.name ?? "";

function Fields({ course, ...props }: FormProps & { course: Course | undefined }) {
  const { form, note, error, isPending, enter, problem, submit } = useCourseForm(course, props);
  const terms = useTerms();
  const venues = useVenues();
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.code}
          description={note("code") ?? messages.codeHint}
          value={form.code}
          maxLength={20}
          autoComplete="off"
          data-autofocus
          error={problem("code")}
          onChange={(event) => enter({ code: event.currentTarget.value })}
        />
        <TextInput
          label={messages.name}
          description={note("name")}
          value={form.name}
          maxLength={200}
          autoComplete="off"
          error={problem("name")}
          onChange={(event) => enter({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={messages.term}
          description={
            note("term", nameIn(terms.data)) ??
            (terms.data?.length === 0 ? messages.noTerms : undefined)
          }
          value={form.term}
          error={problem("term")}
          onChange={(event) => enter({ term: event.currentTarget.value })}
          data={choices(messages.termChoose, terms.data ?? (course && [course.term]))}
        />
        <NativeSelect
          label={messages.room}
          description={note("venue", nameIn(venues.data))}
          value={form.venue}
          onChange={(event) => enter({ venue: event.currentTarget.value })}
          data={choices(
            messages.roomNone,
            venues.data ?? (course?.default_venue ? [course.default_venue] : []),
          )}
        />
        {props.namesLecturers && (
          <div>
            <LecturerPicker
              chosen={form.lecturers}
              problem={problem("lecturers")}
              onChange={(lecturers) => enter({ lecturers })}
            />
            <p className={classes.hint}>{note("lecturers", namesOf)}</p>
          </div>
        )}
        <FormFoot error={error} onClose={props.onClose}>
          <Button type="submit" loading={isPending}>
            {course === undefined ? messages.save : messages.saveIt}
          </Button>
        </FormFoot>
      </Stack>
    </form>
  );
}
