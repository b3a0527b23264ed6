import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { errorWords } from "@/lib/errorWords";
import { messages } from "../messages";

/** How long an undo stays offered, in ms. */
export const UNDO_MS = 10_000;
const SHORT_MS = 5_000;

interface UndoToast {
  message: string;
  onUndo: () => void;
  /** A second thing to do with what was just done. */
  more?: { label: string; onClick: () => void };
}

/** Says what was done and offers to take it back for ten seconds. Replaces the toast before it. */
export function undoToast({ message, onUndo, more }: UndoToast): void {
  const id = "undo";
  notifications.hide(id);
  const act = (action: () => void) => () => {
    notifications.hide(id);
    action();
  };
  notifications.show({
    id,
    autoClose: UNDO_MS,
    withBorder: true,
    closeButtonProps: { "aria-label": messages.dismiss },
    message: (
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <span>{message}</span>
        <Group gap={4} wrap="nowrap">
          {more !== undefined && (
            <Button size="compact-sm" variant="subtle" onClick={act(more.onClick)}>
              {more.label}
            </Button>
          )}
          <Button size="compact-sm" variant="light" onClick={act(onUndo)} data-testid="undo">
            {messages.undo}
          </Button>
        </Group>
      </Group>
    ),
  });
}

/** A short confirmation. */
export function doneToast(message: string): void {
  notifications.show({
    message,
    autoClose: SHORT_MS,
    withBorder: true,
    closeButtonProps: { "aria-label": messages.dismiss },
  });
}

/** An action that failed; it stays until it is dismissed. */
export function errorToast(error: unknown): void {
  notifications.show({
    id: "error",
    color: "red",
    title: errorWords(error),
    message: "",
    autoClose: false,
    withBorder: true,
    closeButtonProps: { "aria-label": messages.dismiss },
  });
}
