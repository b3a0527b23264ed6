import { useNow } from "@/hooks/useNow";
import { formatSpan } from "@/lib/zonedFormat";

interface CountdownProps {
  /** On the monotonic clock, in milliseconds. */
  until: number;
  text: (span: string) => string;
}

/** Time left, in words. Silent to screen readers, who would hear every second. */
export function Countdown({ until, text }: CountdownProps) {
  const now = useNow(true);
  if (until <= now) return null;
  return (
    <span className="countdown" aria-live="off">
      {text(formatSpan(until - now))}
    </span>
  );
}
