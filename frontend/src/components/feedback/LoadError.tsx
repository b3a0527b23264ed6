import { Button } from "@mantine/core";
import { errorFacts, errorWords } from "@/lib/errorWords";
import classes from "./LoadError.module.css";

/** An error in the place of what could not be loaded, with a way to try again. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { requestId } = errorFacts(error);
  return (
    <div role="alert" className={classes.error}>
      <p className={classes.words}>{errorWords(error)}</p>
      {requestId !== "" && <p className={classes.reference}>Reference {requestId}</p>}
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
