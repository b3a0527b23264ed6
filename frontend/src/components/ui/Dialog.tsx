import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "../messages";
import classes from "./Dialog.module.css";

interface DialogProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  size?: "sm" | "md" | "lg";
  /** False while a press beside the dialog would lose something. */
  closesOutside?: boolean;
  children: ReactNode;
}

/**
 * A dialog with its title and a way out. Composed by hand because the ready-made one puts the title
 * into a `<header>`, which counts as a second banner of the page.
 */
export function Dialog({
  opened,
  title,
  onClose,
  size = "md",
  closesOutside = true,
  children,
}: DialogProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={size}
      closeOnClickOutside={closesOutside}
      centered
      radius="lg"
      classNames={{ content: classes.content }}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <Modal.CloseButton size={36} aria-label={messages.close} />
        </div>
        <Modal.Body className={classes.body}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
