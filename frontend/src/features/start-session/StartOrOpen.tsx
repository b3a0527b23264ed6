import { Button } from "@mantine/core";
import { Link } from "react-router";
import { messages } from "./messages";
import { useOpenSession } from "./queries";
import { StartControls, type StartControlsProps } from "./StartControls";

/** What starts a course, or, while one of its sessions is open, what leads there. */
export function StartOrOpen({ course, onStarted }: StartControlsProps) {
  const { data: open } = useOpenSession(course.id);
  if (!open) return <StartControls course={course} onStarted={onStarted} />;
  return (
    <Button
      component={Link}
      to={`/sessions/${open.id}`}
      aria-label={messages.goToOpenLabel(course.code)}
    >
      {messages.goToOpen}
    </Button>
  );
}
