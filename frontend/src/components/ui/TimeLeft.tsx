import { useEffect, useRef } from "react";
import { useWallClock } from "@/hooks/useWallClock";
import { formatSpan } from "@/lib/zonedFormat";

interface TimeLeftProps {
  /** The moment counted down to, ISO 8601. */
  until: string;
  /** Server's clock minus this device's, in ms. */
  offsetMs: number;
  /** Called once when the moment has come. */
  onEnd?: () => void;
}

/** Counts down to a moment of the server's clock. */
export function TimeLeft({ until, offsetMs, onEnd }: TimeLeftProps) {
  const left = Date.parse(until) - (useWallClock() + offsetMs);
  const ended = left <= 0;
  const callback = useRef(onEnd);
  useEffect(() => {
    callback.current = onEnd;
  });
  useEffect(() => {
    if (ended) callback.current?.();
  }, [ended]);
  return (
    <span role="timer" data-testid="time-left">
      {formatSpan(left)}
    </span>
  );
}
