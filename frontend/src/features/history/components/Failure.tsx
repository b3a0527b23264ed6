import { NetworkError } from "@/api/client";
import { LoadFailure } from "@/components/light/LoadFailure";
import { messages } from "../messages";

/** In place of what could not be loaded: whether for want of a connection, and the way back. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const offline = error instanceof NetworkError && !navigator.onLine;
  return (
    <LoadFailure
      text={offline ? messages.offline : messages.failed}
      retry={messages.retry}
      onRetry={onRetry}
    />
  );
}
