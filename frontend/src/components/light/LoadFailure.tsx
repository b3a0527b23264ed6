import { Button } from "./Button";
import { Icon } from "./Icon";

interface LoadFailureProps {
  text: string;
  retry: string;
  onRetry: () => void;
}

/** In place of what could not be loaded, with the way to ask again. */
export function LoadFailure({ text, retry, onRetry }: LoadFailureProps) {
  return (
    <div className="failure" role="alert">
      <Icon name="offline" size={32} />
      <p>{text}</p>
      <Button look="secondary" icon="refresh" onClick={onRetry}>
        {retry}
      </Button>
    </div>
  );
}
