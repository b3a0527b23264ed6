import { Button } from "@mantine/core";
import { useState } from "react";
import type { Course } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { errorToast } from "@/components/feedback/toasts";
import { PinIcon } from "@/components/ui/icons";
import { useDevicePosition } from "@/hooks/useDevicePosition";
import { messages } from "./messages";
import { type StartedSession, useStartSession } from "./queries";
import classes from "./StartControls.module.css";
import { StartDialog } from "./StartDialog";

export interface StartControlsProps {
  course: Course;
  onStarted: (session: StartedSession) => void;
}

/** One tap starts the course with its defaults; the rest is a second thought beside it. */
export function StartControls({ course, onStarted }: StartControlsProps) {
  const [dialogOpen, setDialogOpen] = useState(false);
  const start = useStartSession();
  const { asking, problem, ask } = useDevicePosition();

  const begin = (position?: Awaited<ReturnType<typeof ask>>) =>
    start.mutate(position ? { course: course.id, position } : { course: course.id }, {
      onSuccess: (session) => {
        announce(
          session.existedBefore ? messages.alreadyOpen(course.code) : messages.started(course.code),
        );
        onStarted(session);
      },
      onError: errorToast,
    });

  const beginHere = async () => {
    const position = await ask();
    if (position !== null) begin(position);
  };

  return (
    <div className={classes.controls}>
      {problem !== null && (
        <p role="alert" className={classes.problem}>
          {messages.problems[problem]}
        </p>
      )}
      {course.default_venue === null && (
        <Button
          className={classes.here}
          variant="subtle"
          color="gray"
          leftSection={<PinIcon size={16} />}
          loading={asking}
          disabled={start.isPending}
          aria-label={messages.startHereLabel(course.code)}
          onClick={() => void beginHere()}
        >
          {messages.startHere}
        </Button>
      )}
      <Button
        variant="default"
        aria-label={messages.optionsLabel(course.code)}
        onClick={() => setDialogOpen(true)}
      >
        {messages.options}
      </Button>
      <Button
        loading={start.isPending && !asking}
        aria-label={messages.startLabel(course.code)}
        data-testid={`start-${course.code}`}
        onClick={() => begin()}
      >
        {messages.start}
      </Button>
      <StartDialog
        course={course}
        opened={dialogOpen}
        onClose={() => setDialogOpen(false)}
        onStarted={onStarted}
      />
    </div>
  );
}
