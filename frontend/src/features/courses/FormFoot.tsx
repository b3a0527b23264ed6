import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { errorFacts, errorWords } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { messages } from "./messages";

/** The end of a form: what went wrong with it as a whole, the way out, and its button. */
export function FormFoot({
  error,
  onClose,
  children,
}: {
  error: unknown;
  onClose: () => void;
  children: ReactNode;
}) {
  const atFields = Object.keys(errorFacts(error).fields).length > 0;
  return (
    <>
      {error !== null && !atFields && (
        <p role="alert" className={classes.problem}>
          {errorWords(error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {messages.cancel}
        </Button>
        {children}
      </Group>
    </>
  );
}
