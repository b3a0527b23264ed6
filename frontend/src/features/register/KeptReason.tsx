import { Button } from "@mantine/core";
import classes from "./MarkBar.module.css";
import { messages } from "./messages";

interface KeptReasonProps {
  reason: string;
  onForget: () => void;
}

/** The reason that goes with what is marked next in closed sessions; nothing while there is none. */
export function KeptReason({ reason, onForget }: KeptReasonProps) {
  if (reason === "") return null;
  return (
    <span className={classes.reason}>
      {messages.reasonKept(reason)}
      <Button size="compact-xs" variant="subtle" onClick={onForget}>
        {messages.reasonForget}
      </Button>
    </span>
  );
}
