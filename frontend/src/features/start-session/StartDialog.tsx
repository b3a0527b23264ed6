import { Modal } from "@mantine/core";
import type { Course } from "@/api/staff/types";
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
    <Modal opened={opened} onClose={onClose} title={messages.dialogTitle(course.code)}>
      <StartFields
        course={course}
        onCancel={onClose}
        onStarted={(session) => {
          onClose();
          onStarted(session);
        }}
      />
    </Modal>
  );
}
