import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Session } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { TextField } from "@/components/ui/TextField";
import { errorWords } from "@/lib/errorWords";
import { messages } from "./messages";
import type { useSessionActions } from "./queries";

const MINUTES = [5, 10, 15, 30, 60];
const USUAL_MINUTES = 10;

interface ReopenDialogProps {
  session: Session;
  opened: boolean;
  reopen: ReturnType<typeof useSessionActions>["reopen"];
  onClose: () => void;
}

/** Lets students in again after closing: for how long, and why. */
export function ReopenDialog({ session, opened, reopen, onClose }: ReopenDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={messages.reopenTitle(session.course.code)}>
      <ReopenForm reopen={reopen} onClose={onClose} />
    </Dialog>
  );
}

function ReopenForm({ reopen, onClose }: Pick<ReopenDialogProps, "reopen" | "onClose">) {
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  const [missing, setMissing] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() === "") return;
    reopen.mutate(
      { reason: reason.trim(), minutes },
      {
        onSuccess: () => {
          doneToast(messages.reopened);
          onClose();
        },
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <p style={{ margin: 0 }}>{messages.reopenText}</p>
        <TextField
          label={messages.reason}
          hint={messages.reasonHint}
          value={reason}
          error={missing ? messages.reasonMissing : undefined}
          onChange={(value) => {
            setReason(value);
            setMissing(false);
          }}
        />
        <NativeSelect
          label={messages.reopenMinutes}
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
          data={MINUTES.map((count) => ({ value: String(count), label: messages.minutes(count) }))}
        />
        {reopen.error !== null && <p role="alert">{errorWords(reopen.error)}</p>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={reopen.isPending}>
            {messages.reopenConfirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
