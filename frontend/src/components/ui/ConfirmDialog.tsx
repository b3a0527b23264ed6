import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";

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
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} size="sm">
      <p style={{ margin: 0 }}>{props.children}</p>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          {props.cancel}
        </Button>
        <Button loading={props.busy} onClick={props.onConfirm} data-autofocus data-testid="confirm">
          {props.confirm}
        </Button>
      </Group>
    </Modal>
  );
}
