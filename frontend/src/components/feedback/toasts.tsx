import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useLayoutEffect, useRef } from "react";
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
          <UndoButton onUndo={act(onUndo)} />
        </Group>
      </Group>
    ),
  });
}

/**
 * Takes the focus when what was pressed is gone with the rows that it acted on: whoever works by
 * keyboard could not reach it in ten seconds otherwise. The toast stays while it has the focus, so
 * somebody with a mouse is not given it. Afterwards one goes on at the head of the page.
 */
function UndoButton({ onUndo }: { onUndo: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const shown = button.current;
    if (shown === null || document.activeElement !== document.body) return;
    shown.focus({ preventScroll: true });
    if (!shown.matches(":focus-visible")) shown.blur();
  }, []);
  useLayoutEffect(() => {
    const shown = button.current;
    return () => {
      if (document.activeElement !== shown) return;
      document.querySelector<HTMLElement>("h1[tabindex]")?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <Button ref={button} size="compact-sm" variant="light" onClick={onUndo} data-testid="undo">
      {messages.undo}
    </Button>
  );
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
