import type { MyCourse } from "@/api/student/types";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "../messages";

/** A whole percentage as people read it. */
export const percentText = (percent: number): string => `${percent} %`;

interface MeterProps {
  percent: number;
  /** Marked on the bar; 0 marks nothing. */
  threshold: number;
  isBelow: boolean;
}

/** A rate as a bar with the limit on it. The figure beside it says the same in words. */
export function Meter({ percent, threshold, isBelow }: MeterProps) {
  return (
    <svg
      className="meter"
      data-below={isBelow || undefined}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className="meter-all" width="100" height="4" rx="1" />
      <rect className="meter-part" width={percent} height="4" rx="1" />
      {threshold > 0 && <rect className="meter-limit" x={threshold - 0.4} width="0.8" height="4" />}
    </svg>
  );
}

/** What a rate is of: so many of so many classes, and what was left out. */
export function basisOf({ tally }: MyCourse): string {
  if (tally.counted === 0) return messages.courses.noneHeld;
  const text = messages.courses.attended(formatNumber(tally.attended), formatNumber(tally.counted));
  const excused = messages.courses.excused(formatNumber(tally.excused));
  return tally.excused > 0 ? `${text}; ${excused}` : text;
}
