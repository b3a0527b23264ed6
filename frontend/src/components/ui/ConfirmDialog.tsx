import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { Dialog } from "./Dialog";

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  children: ReactNode;
  confirm: string;
  cancel: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more before something that ends for others what they are doing. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title} size="sm">
      <p style={{ margin: 0 }}>{props.children}</p>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          {props.cancel}
        </Button>
        <Button loading={props.busy} onClick={props.onConfirm} data-autofocus data-testid="confirm">
          {props.confirm}
        </Button>
      </Group>
    </Dialog>
  );
}
