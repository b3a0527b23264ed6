import { CheckIcon, ClockIcon, CrossIcon, MinusIcon, ShieldIcon } from "./icons";
import classes from "./StatusMark.module.css";

export type MarkedStatus = "present" | "late" | "excused" | "absent";

const ICONS = {
  present: CheckIcon,
  late: ClockIcon,
  excused: ShieldIcon,
  absent: CrossIcon,
  none: MinusIcon,
} as const;

/** A register status as colour, icon and word, so that none of the three has to carry it alone. */
export function StatusMark({ status, label }: { status: MarkedStatus | null; label: string }) {
  const Icon = ICONS[status ?? "none"];
  return (
    <span className={classes.mark} data-status={status ?? "none"}>
      <Icon size={14} />
      {label}
    </span>
  );
}
