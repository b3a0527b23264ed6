import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { errorFacts, errorWords } from "@/lib/errorWords";
import { fasterWords } from "@/lib/fasterWords";
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
  const facts = errorFacts(error);
  const atFields = Object.keys(facts.fields).length > 0;
  return (
    <>
      {error !== null && !atFields && (
        <p role="alert" className={classes.problem}>
          {facts.code === "changed_meanwhile" ? fasterWords.changedMeanwhile : errorWords(error)}
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
