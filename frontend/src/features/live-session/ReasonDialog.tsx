import { Button, Group } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { RegisterRow, RegisterStatus } from "@/api/staff/types";
import { Dialog } from "@/components/ui/Dialog";
import { messages } from "./messages";
import { ReasonField } from "./ReasonField";
import type { PendingMark } from "./useMarks";

interface ReasonDialogProps {
  pending: PendingMark | null;
  onClose: () => void;
  /** Resolves to false when the server refused; the dialog then keeps what was typed. */
  onSave: (row: RegisterRow, status: RegisterStatus, reason: string) => Promise<boolean>;
}

/** Asks why a mark is made: always after closing, on request before. */
export function ReasonDialog({ pending, onClose, onSave }: ReasonDialogProps) {
  const title =
    pending === null ? "" : messages.reasonTitle(pending.row.student.full_name, pending.status);
  return (
    <Dialog opened={pending !== null} onClose={onClose} title={title}>
      {pending !== null && (
        <ReasonForm
          onCancel={onClose}
          onSave={async (reason) => {
            if (await onSave(pending.row, pending.status, reason)) onClose();
          }}
        />
      )}
    </Dialog>
  );
}

function ReasonForm({
  onCancel,
  onSave,
}: {
  onCancel: () => void;
  onSave: (reason: string) => Promise<void>;
}) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() === "") return;
    setBusy(true);
    await onSave(reason.trim());
    setBusy(false);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <ReasonField
        value={reason}
        error={missing ? messages.reasonMissing : undefined}
        ideas={messages.reasonIdeas}
        onChange={(value) => {
          setReason(value);
          setMissing(false);
        }}
      />
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onCancel}>
          {messages.cancel}
        </Button>
        <Button type="submit" loading={busy} data-testid="save-reason">
          {messages.reasonSave}
        </Button>
      </Group>
    </form>
  );
}
