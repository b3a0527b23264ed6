import { TextDialog } from "@/components/ui/TextDialog";
import { messages } from "./messages";

interface ReasonDialogProps {
  /** What is done for that reason; null: nothing, and there is no dialog. */
  title: string | null;
  /** Who reads it, when that is not said by the ordinary words. */
  hint?: string;
  ideas?: readonly string[];
  onClose: () => void;
  /** Resolves to false when the server refused; the dialog then keeps what was typed. */
  onSave: (reason: string) => Promise<boolean>;
}

/** Asks why: of a mark always after closing and on request before, of what is declined always. */
export function ReasonDialog({
  title,
  hint = messages.reasonHint,
  ideas = messages.reasonIdeas,
  onClose,
  onSave,
}: ReasonDialogProps) {
  const words = title === null ? null : { ...WORDS, title, hint, ideas };
  return <TextDialog words={words} sendTestId="save-reason" onClose={onClose} onSend={onSave} />;
}

const WORDS = {
  label: messages.reason,
  missing: messages.reasonMissing,
  send: messages.reasonSave,
  cancel: messages.cancel,
};
