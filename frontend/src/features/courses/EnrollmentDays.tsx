import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Enrollment } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { FormDialog } from "@/components/ui/FormDialog";
import { useLast } from "@/hooks/useLast";
import { fieldError } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { FormFoot } from "./FormFoot";
import { messages } from "./messages";
import { useChangeEnrollment } from "./queries";

interface EnrollmentDaysProps {
  /** Whose days are changed; closed without. */
  enrollment: Enrollment | undefined;
  onClose: () => void;
}

/** Says from when and until when a student attends. */
export function EnrollmentDays({ enrollment, onClose }: EnrollmentDaysProps) {
  const shown = useLast(enrollment);
  return (
    <FormDialog
      opened={enrollment !== undefined}
      onClose={onClose}
      title={messages.daysTitle(shown?.student.full_name ?? "")}
    >
      {shown !== undefined && <Fields key={shown.id} enrollment={shown} onClose={onClose} />}
    </FormDialog>
  );
}

function Fields({ enrollment, onClose }: { enrollment: Enrollment; onClose: () => void }) {
  const [from, setFrom] = useState(enrollment.from_date);
  const [to, setTo] = useState(enrollment.to_date ?? "");
  const change = useChangeEnrollment();
  const wrong = {
    from: from === "" ? messages.dayMissing : fieldError(change.error, "from_date"),
    to: to !== "" && to < from ? messages.dayOrder : fieldError(change.error, "to_date"),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (from === "" || (to !== "" && to < from)) return;
    change.mutate(
      { id: enrollment.id, from_date: from, to_date: to === "" ? null : to },
      {
        onSuccess: ({ student }) => {
          doneToast(messages.daysSaved(student.full_name));
          onClose();
        },
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
            data-autofocus
            value={from}
            error={wrong.from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={messages.daysTo}
            value={to}
            error={wrong.to}
            onChange={(event) => setTo(event.currentTarget.value)}
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
