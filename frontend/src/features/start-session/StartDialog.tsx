import type { Course } from "@/api/staff/types";
import { Dialog } from "@/components/ui/Dialog";
import { messages } from "./messages";
import type { StartedSession } from "./queries";
import { StartFields } from "./StartFields";

interface StartDialogProps {
  course: Course;
  opened: boolean;
  onClose: () => void;
  onStarted: (session: StartedSession) => void;
}

/** Everything about a start that one tap leaves to the defaults. */
export function StartDialog({ course, opened, onClose, onStarted }: StartDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={messages.dialogTitle(course.code)}>
      <StartFields
        course={course}
        onCancel={onClose}
        onStarted={(session) => {
          onClose();
          onStarted(session);
        }}
      />
    </Dialog>
  );
}
