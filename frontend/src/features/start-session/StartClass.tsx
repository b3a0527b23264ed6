import { Button } from "@mantine/core";
import type { ClassEntry } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { errorToast } from "@/components/feedback/toasts";
import { messages } from "./messages";
import { type StartedSession, useStartSession } from "./queries";

interface StartClassProps {
  entry: ClassEntry;
  onStarted: (session: StartedSession) => void;
}

/** One tap starts a class of the timetable: in its room, late from when it begins. */
export function StartClass({ entry, onStarted }: StartClassProps) {
  const start = useStartSession();
  const { course, schedule_id, class_date } = entry;
  const begin = () =>
    start.mutate(
      { course: course.id, schedule: schedule_id, class_date },
      {
        onSuccess: (session) => {
          announce(messages.started(course.code));
          onStarted(session);
        },
        onError: errorToast,
      },
    );
  return (
    <Button
      loading={start.isPending}
      aria-label={messages.startClassLabel(course.code)}
      data-testid={`start-class-${course.code}`}
      onClick={begin}
    >
      {messages.start}
    </Button>
  );
}
