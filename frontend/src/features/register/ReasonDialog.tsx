import type { CellMark } from "@/api/staff/types";
import { TextDialog } from "@/components/ui/TextDialog";
import { messages } from "./messages";

interface ReasonDialogProps {
  /** The marks that wait for a reason. */
  marks: CellMark[] | null;
  onSave: (reason: string) => void;
  onClose: () => void;
}

/** Asks once why closed sessions are changed; the answer holds for what is marked next. */
export function ReasonDialog({ marks, onSave, onClose }: ReasonDialogProps) {
  const words = marks && { ...WORDS, title: messages.reasonTitle(marks.length) };
  return (
    <TextDialog
      words={words}
      sendTestId="save-reason"
      onClose={onClose}
      onSend={(reason) => {
        onSave(reason);
        return Promise.resolve(true);
      }}
    />
  );
}

const WORDS = {
  label: messages.reason,
  hint: messages.reasonText,
  missing: messages.reasonMissing,
  ideas: messages.reasonIdeas,
  send: messages.reasonSave,
  cancel: messages.cancel,
};
