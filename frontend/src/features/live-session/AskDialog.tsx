import type { Id, SessionStudent } from "@/api/staff/types";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { TextDialog } from "@/components/ui/TextDialog";
import { messages } from "./messages";
import { useAsk } from "./queries";

interface AskDialogProps {
  session: Id;
  student: SessionStudent | null;
  onClose: () => void;
}

/** A question to a student about a doubtful check-in. */
export function AskDialog({ session, student, onClose }: AskDialogProps) {
  const ask = useAsk(session);
  const send = async (text: string) => {
    if (student === null) return false;
    try {
      await ask.mutateAsync({ student: student.id, text });
    } catch (error) {
      errorToast(error);
      return false;
    }
    doneToast(messages.askDone(student.full_name));
    return true;
  };
  const words = student && {
    title: messages.askTitle(student.full_name),
    label: messages.askField,
    hint: messages.askHint,
    missing: messages.askMissing,
    ideas: messages.askIdeas,
    send: messages.askSend,
    cancel: messages.cancel,
  };
  return <TextDialog words={words} sendTestId="send-question" onClose={onClose} onSend={send} />;
}
