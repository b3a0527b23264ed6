import { Button, Group } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Dialog } from "@/components/ui/Dialog";
import { messages } from "./messages";
import { ReasonField } from "./ReasonField";

interface ReasonDialogProps {
  /** What is done for that reason; null: nothing, and there is no dialog. */
  title: string | null;
  /** Who reads it, when that is not said by the ordinary words. */
  hint?: string | undefined;
  ideas?: readonly string[] | undefined;
  onClose: () => void;
  /** Resolves to false when the server refused; the dialog then keeps what was typed. */
  onSave: (reason: string) => Promise<boolean>;
}

/** Asks why: of a mark always after closing and on request before, of what is declined always. */
export function ReasonDialog({ title, onClose, onSave, ...shown }: ReasonDialogProps) {
  return (
    <Dialog opened={title !== null} onClose={onClose} title={title ?? ""}>
      {title !== null && (
        <ReasonForm
          {...shown}
          onCancel={onClose}
          onSave={async (reason) => {
            if (await onSave(reason)) onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface ReasonFormProps extends Pick<ReasonDialogProps, "hint" | "ideas"> {
  onCancel: () => void;
  onSave: (reason: string) => Promise<void>;
}

function ReasonForm({ hint, ideas = messages.reasonIdeas, onCancel, onSave }: ReasonFormProps) {
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
        ideas={ideas}
        hint={hint}
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
