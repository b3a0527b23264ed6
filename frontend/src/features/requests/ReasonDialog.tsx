import { Button, Group, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Dialog } from "@/components/ui/Dialog";
import { messages } from "./messages";

/** What is being declined or taken back, and what to do with the reason. */
export interface Asking {
  title: string;
  lead?: string;
  label: string;
  /** Resolves to false when the server refused; the dialog then keeps what was typed. */
  save: (reason: string) => Promise<boolean>;
}

const LONGEST = 300;

/** Asks for the reason that the student will read. */
export function ReasonDialog({ asking, onClose }: { asking: Asking | null; onClose: () => void }) {
  return (
    <Dialog opened={asking !== null} title={asking?.title ?? ""} onClose={onClose}>
      {asking !== null && <ReasonForm asking={asking} onClose={onClose} />}
    </Dialog>
  );
}

function ReasonForm({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() === "") return;
    setBusy(true);
    const saved = await asking.save(reason.trim());
    setBusy(false);
    if (saved) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {asking.lead !== undefined && <p>{asking.lead}</p>}
      <Textarea
        label={messages.reason}
        description={messages.reasonHint}
        value={reason}
        error={missing ? messages.reasonMissing : undefined}
        maxLength={LONGEST}
        autosize
        minRows={2}
        data-autofocus
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose}>
          {messages.cancel}
        </Button>
        <Button type="submit" loading={busy} data-testid="save-reason">
          {asking.label}
        </Button>
      </Group>
    </form>
  );
}
