import { useEffect, useState } from "react";

/** The monotonic clock in milliseconds, read again every `interval` while `running`. */
export function useNow(running: boolean, interval = 250): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!running) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), interval);
    return () => clearInterval(timer);
  }, [running, interval]);
  return now;
}
