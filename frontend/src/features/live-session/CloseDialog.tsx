import type { LiveState } from "@/api/staff/types";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";

interface CloseDialogProps {
  state: LiveState;
  opened: boolean;
  busy: boolean;
  onClose: () => void;
  onConfirm: () => void;
}

/** Says how many would be written absent before it happens. */
export function CloseDialog({ state, opened, busy, onClose, onConfirm }: CloseDialogProps) {
  const missing = state.rows.filter((row) => row.status === null).length;
  const { course, state: stage } = state.session;
  const planned = stage === "planned";
  return (
    <ConfirmDialog
      opened={opened}
      title={planned ? messages.callOffTitle(course.code) : messages.closeTitle(course.code)}
      confirm={planned ? messages.callOffConfirm : messages.closeConfirm}
      cancel={messages.cancel}
      busy={busy}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      {planned ? messages.callOffText : messages.closeText(formatNumber(missing))}
    </ConfirmDialog>
  );
}
