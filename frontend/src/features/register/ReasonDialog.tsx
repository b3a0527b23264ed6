import { Button, Group, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { CellMark } from "@/api/staff/types";
import { Dialog } from "@/components/ui/Dialog";
import { useLast } from "@/hooks/useLast";
import { messages } from "./messages";

interface ReasonDialogProps {
  /** The marks that wait for a reason. */
  marks: CellMark[] | null;
  onSave: (reason: string) => void;
  onClose: () => void;
}

/** Asks once why closed sessions are changed; the answer holds for what is marked next. */
export function ReasonDialog({ marks, onSave, onClose }: ReasonDialogProps) {
  const count = useLast(marks?.length) ?? 1;
  return (
    <Dialog opened={marks !== null} onClose={onClose} title={messages.reasonTitle(count)}>
      {marks !== null && <ReasonForm onSave={onSave} onClose={onClose} />}
    </Dialog>
  );
}

function ReasonForm({ onSave, onClose }: Pick<ReasonDialogProps, "onSave" | "onClose">) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") setMissing(true);
    else onSave(reason.trim());
  };
  return (
    <form onSubmit={submit} noValidate>
      <Textarea
        label={messages.reason}
        description={messages.reasonText}
        value={reason}
        error={missing ? messages.reasonMissing : undefined}
        maxLength={300}
        data-autofocus
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <Group gap={6} mt="xs">
        {messages.reasonIdeas.map((idea) => (
          <Button
            key={idea}
            size="compact-sm"
            variant="default"
            radius="xl"
            aria-pressed={reason === idea}
            onClick={() => setReason(idea)}
          >
            {idea}
          </Button>
        ))}
      </Group>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose}>
          {messages.cancel}
        </Button>
        <Button type="submit" data-testid="save-reason">
          {messages.reasonSave}
        </Button>
      </Group>
    </form>
  );
}
