import { Button, Group } from "@mantine/core";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { messages } from "../messages";
import { Dialog } from "./Dialog";

type FormDialogProps = Omit<ComponentProps<typeof Dialog>, "closesOutside">;

/**
 * A dialog around a form. What was typed is lost by the form's own way out, or after a question:
 * neither Escape nor a press beside the dialog loses it.
 */
export function FormDialog({ opened, onClose, children, ...dialog }: FormDialogProps) {
  const [typed, setTyped] = useState(false);
  const [asks, setAsks] = useState(false);
  useEffect(() => {
    if (opened) return;
    setTyped(false);
    setAsks(false);
  }, [opened]);
  return (
    <Dialog
      {...dialog}
      opened={opened}
      onClose={() => (typed ? setAsks((now) => !now) : onClose())}
      closesOutside={!typed}
    >
      <div onChangeCapture={() => setTyped(true)}>{children}</div>
      {asks && <Asked onStay={() => setAsks(false)} onLeave={onClose} />}
    </Dialog>
  );
}

/** Asks before what was typed is lost. */
function Asked({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <Group justify="flex-end" gap="xs" mt="md">
      <strong role="alert">{messages.throwAwayAsk}</strong>
      <Button variant="default" onClick={onLeave}>
        {messages.throwAway}
      </Button>
      <Button ref={stay} onClick={onStay}>
        {messages.keepTyping}
      </Button>
    </Group>
  );
}
