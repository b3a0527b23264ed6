import type { RecordStatus } from "@/api/student/types";
import { Icon, type IconName } from "./Icon";

const WORDS: Record<RecordStatus, { text: string; icon: IconName }> = {
  present: { text: "Present", icon: "tick" },
  late: { text: "Late", icon: "clock" },
  excused: { text: "Excused", icon: "info" },
  absent: { text: "Absent", icon: "cross" },
};

/** A status in word, sign and colour. */
export function StatusChip({ status }: { status: RecordStatus }) {
  const { text, icon } = WORDS[status];
  return (
    <span className="chip" data-status={status}>
      <Icon name={icon} size={16} />
      {text}
    </span>
  );
}
