import { Button } from "@mantine/core";
import { LinkButton } from "@/components/ui/LinkButton";
import { errorFacts, errorWords } from "@/lib/errorWords";
import { messages } from "../messages";
import classes from "./LoadError.module.css";

interface LoadErrorProps {
  error: unknown;
  onRetry: () => void;
  /** The error stands for the whole page: it is its heading, and there is a way elsewhere. */
  page?: boolean;
}

/** An error in the place of what could not be loaded, with a way to try again. */
export function LoadError({ error, onRetry, page = false }: LoadErrorProps) {
  const { code, requestId } = errorFacts(error);
  const Words = page ? "h1" : "p";
  return (
    <div role="alert" className={classes.error}>
      <Words className={classes.words}>{errorWords(error)}</Words>
      {requestId !== "" && <p className={classes.reference}>{messages.reference(requestId)}</p>}
      <div className={classes.ways}>
        {code !== "not_found" && (
          <Button variant="default" onClick={onRetry}>
            {messages.tryAgain}
          </Button>
        )}
        {page && (
          <LinkButton variant="default" to="/dashboard">
            {messages.toDashboard}
          </LinkButton>
        )}
      </div>
    </div>
  );
}
