import { useEffect, useState } from "react";

/**
 * The time of this device in ms, renewed every `everyMs` while the page is visible. Add the server's
 * offset before comparing it with the server's times.
 */
export function useWallClock(everyMs = 1_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = () => {
      if (document.visibilityState === "visible") setNow(Date.now());
    };
    const timer = window.setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [everyMs]);
  return now;
}
