import { Skeleton } from "@mantine/core";
import { LoadError } from "@/components/feedback/LoadError";
import { messages } from "./messages";

/** In place of a list that is not there yet. */
export function Pending({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error !== null) return <LoadError error={error} onRetry={onRetry} />;
  return (
    <div aria-busy="true" role="status" aria-label={messages.loading}>
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} height={132} radius="lg" mb="sm" />
      ))}
    </div>
  );
}
