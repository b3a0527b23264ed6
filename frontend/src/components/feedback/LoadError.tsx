import { Button } from "@mantine/core";
import { AlertIcon } from "@/components/ui/icons";
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

/** What is wrong, and what to do about it where the first line does not say that too. */
function wordsFor(error: unknown, code: string): { title: string; text?: string } {
  switch (code) {
    case "network":
      return { title: messages.noConnection, text: messages.checkNetwork };
    case "server_error":
    case "unknown":
      return { title: messages.notLoaded, text: messages.serverTrouble };
    case "not_ready":
      return { title: messages.notLoaded, text: errorWords(error) };
    default:
      return { title: errorWords(error) };
  }
}

/** An error in the place of what could not be loaded, with a way to try again. */
export function LoadError({ error, onRetry, page = false }: LoadErrorProps) {
  const { code, requestId } = errorFacts(error);
  const { title, text } = wordsFor(error, code);
  const Title = page ? "h1" : "p";
  return (
    <div role="alert" className={classes.error} data-page={page || undefined}>
      <span className={classes.sign}>
        <AlertIcon size={24} />
      </span>
      <Title className={classes.title}>{title}</Title>
      {text !== undefined && <p className={classes.text}>{text}</p>}
      {requestId !== "" && <p className={classes.reference}>{messages.reference(requestId)}</p>}
      <div className={classes.ways}>
        {code !== "not_found" && (
          <Button variant={page ? "filled" : "default"} onClick={onRetry}>
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
