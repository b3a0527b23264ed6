import { TextDialog } from "@/components/ui/TextDialog";
import { messages } from "./messages";

/** What is being declined or taken back, and what to do with the reason. */
export interface Asking {
  title: string;
  lead?: string;
  label: string;
  /** Resolves to false when the server refused; the dialog then keeps what was typed. */
  save: (reason: string) => Promise<boolean>;
}

/** Asks for the reason that the student will read. */
export function ReasonDialog({ asking, onClose }: { asking: Asking | null; onClose: () => void }) {
  const words = asking && {
    title: asking.title,
    lead: asking.lead,
    label: messages.reason,
    hint: messages.reasonHint,
    missing: messages.reasonMissing,
    send: asking.label,
    cancel: messages.cancel,
  };
  return (
    <TextDialog
      words={words}
      sendTestId="save-reason"
      onClose={onClose}
      onSend={async (reason) => asking !== null && (await asking.save(reason))}
    />
  );
}
