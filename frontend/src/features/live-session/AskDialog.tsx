import { Button, Group, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Id, SessionStudent } from "@/api/staff/types";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { messages } from "./messages";
import { useAsk } from "./queries";

interface AskDialogProps {
  session: Id;
  student: SessionStudent | null;
  onClose: () => void;
}

const LONGEST = 300;

/** A question to a student about a doubtful check-in. */
export function AskDialog({ session, student, onClose }: AskDialogProps) {
  return (
    <Dialog
      opened={student !== null}
      onClose={onClose}
      title={student === null ? "" : messages.askTitle(student.full_name)}
    >
      {student !== null && <AskForm session={session} student={student} onClose={onClose} />}
    </Dialog>
  );
}

function AskForm({
  session,
  student,
  onClose,
}: {
  session: Id;
  student: SessionStudent;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const ask = useAsk(session);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(text.trim() === "");
    if (text.trim() === "") return;
    ask.mutate(
      { student: student.id, text: text.trim() },
      {
        onSuccess: () => {
          doneToast(messages.askDone(student.full_name));
          onClose();
        },
        onError: errorToast,
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Textarea
        label={messages.askField}
        description={messages.askHint}
        value={text}
        error={missing ? messages.askMissing : undefined}
        maxLength={LONGEST}
        required
        withAsterisk={false}
        data-autofocus
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <Group gap={6} mt="xs">
        {messages.askIdeas.map((idea) => (
          <Button
            key={idea}
            size="compact-sm"
            variant="default"
            radius="xl"
            aria-pressed={text === idea}
            onClick={() => setText(idea)}
          >
            {idea}
          </Button>
        ))}
      </Group>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose}>
          {messages.cancel}
        </Button>
        <Button type="submit" loading={ask.isPending} data-testid="send-question">
          {messages.askSend}
        </Button>
      </Group>
    </form>
  );
}
