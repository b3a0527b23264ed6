import { Button, Group } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useLast } from "@/hooks/useLast";
import { Dialog } from "./Dialog";
import { TextField } from "./TextField";

/** What a dialog says that asks for a text. */
export interface TextDialogWords {
  title: string;
  /** What sending it does, where the title does not say it all. */
  lead?: string | undefined;
  label: string;
  hint: string;
  /** Said when nothing was written. */
  missing: string;
  ideas?: readonly string[] | undefined;
  send: string;
  cancel: string;
}

interface TextDialogProps {
  /** null: nothing is asked, and there is no dialog. */
  words: TextDialogWords | null;
  sendTestId: string;
  onClose: () => void;
  /** Resolves to false when the server refused; the dialog then keeps what was typed. */
  onSend: (text: string) => Promise<boolean>;
}

/** Asks for a text that must not be empty: a reason, or a question to somebody. */
export function TextDialog({ words, onClose, ...form }: TextDialogProps) {
  const title = useLast(words?.title) ?? "";
  return (
    <Dialog opened={words !== null} onClose={onClose} title={title}>
      {words !== null && <TextForm words={words} onClose={onClose} {...form} />}
    </Dialog>
  );
}

type TextFormProps = TextDialogProps & { words: TextDialogWords };

function TextForm({ words, sendTestId, onClose, onSend }: TextFormProps) {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const written = text.trim();
    setMissing(written === "");
    if (written === "") return;
    setBusy(true);
    const sent = await onSend(written);
    setBusy(false);
    if (sent) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {words.lead !== undefined && <p>{words.lead}</p>}
      <TextField
        label={words.label}
        hint={words.hint}
        value={text}
        error={missing ? words.missing : undefined}
        ideas={words.ideas}
        onChange={(value) => {
          setText(value);
          setMissing(false);
        }}
      />
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy} data-testid={sendTestId}>
          {words.send}
        </Button>
      </Group>
    </form>
  );
}
