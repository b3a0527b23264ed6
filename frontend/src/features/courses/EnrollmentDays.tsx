import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import type { Enrollment, Id } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { FormDialog } from "@/components/ui/FormDialog";
import { useFaster } from "@/hooks/useFaster";
import { useLast } from "@/hooks/useLast";
import { fieldError } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { FormFoot } from "./FormFoot";
import { messages } from "./messages";
import { dayWords } from "./model";
import { useChangeEnrollment, useReread } from "./queries";

interface EnrollmentDaysProps {
  course: Id;
  /** Whose days are changed; closed without. */
  enrollment: Enrollment | undefined;
  onClose: () => void;
}

/** Says from when and until when a student attends. */
export function EnrollmentDays({ course, enrollment, onClose }: EnrollmentDaysProps) {
  const shown = useLast(enrollment);
  return (
    <FormDialog
      opened={enrollment !== undefined}
      onClose={onClose}
      title={messages.daysTitle(shown?.student.full_name ?? "")}
    >
      {shown !== undefined && (
        <Fields key={shown.id} course={course} enrollment={shown} onClose={onClose} />
      )}
    </FormDialog>
  );
}

const daysForm = (enrollment: Enrollment | undefined) => ({
  from: enrollment?.from_date ?? "",
  to: enrollment?.to_date ?? "",
});

interface FieldsProps extends EnrollmentDaysProps {
  enrollment: Enrollment;
}

function Fields({ course, enrollment, onClose }: FieldsProps) {
  const reread = useReread().enrollment(course);
  const { form, setForm, seen, note, takeOver } = useFaster({
    row: enrollment,
    formOf: daysForm,
    reread,
  });
  const { from, to } = form;
  const change = useChangeEnrollment();
  const wrong = {
    from: from === "" ? messages.dayMissing : fieldError(change.error, "from_date"),
    to: to !== "" && to < from ? messages.dayOrder : fieldError(change.error, "to_date"),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (from === "" || (to !== "" && to < from)) return;
    change.mutate(
      { id: enrollment.id, from_date: from, to_date: to === "" ? null : to, ...seen },
      {
        onSuccess: ({ student }) => {
          doneToast(messages.daysSaved(student.full_name));
          onClose();
        },
        onError: takeOver,
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Group grow align="flex-start" gap="sm">
          <TextInput
            type="date"
            label={messages.daysFrom}
            description={note("from", dayWords)}
            data-autofocus
            value={from}
            error={wrong.from}
            onChange={(event) => setForm({ ...form, from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={messages.daysTo}
            description={note("to", dayWords)}
            value={to}
            error={wrong.to}
            onChange={(event) => setForm({ ...form, to: event.currentTarget.value })}
          />
        </Group>
        <p className={classes.text}>{messages.daysToHint}</p>
        <p className={classes.text}>{messages.daysText}</p>
        <FormFoot error={change.error} onClose={onClose}>
          <Button type="submit" loading={change.isPending}>
            {messages.saveIt}
          </Button>
        </FormFoot>
      </Stack>
    </form>
  );
}
