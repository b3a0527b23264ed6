import { useEffect, useState } from "react";
import { fetchUnread } from "@/api/notifications";
import { signInClock } from "@/lib/signInClock";

/** How long before the end the warning comes, in ms: after 55 of 60 minutes without use. */
const WARN_MS = 5 * 60_000;

/** How often the server is asked whether the sign-in has ended, once it should have. */
const ASK_EVERY_MS = 15_000;

/** What is left of the sign-in once it is little, renewed every second; null until then. */
export function useLittleLeft() {
  const [left, setLeft] = useState(() => signInClock.left());
  useEffect(() => {
    const read = () => setLeft(signInClock.left());
    const timer = window.setInterval(read, 1_000);
    const stop = signInClock.subscribe(read);
    read();
    return () => {
      window.clearInterval(timer);
      stop();
    };
  }, []);
  const isOver = left !== null && left.ms <= 0;
  useEffect(() => {
    if (!isOver) return;
    // The server decides, and this question is no use of the sign-in; a refusal is told to all.
    const ask = () => void fetchUnread().catch(() => undefined);
    ask();
    const timer = window.setInterval(ask, ASK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [isOver]);
  return left !== null && left.ms <= WARN_MS ? left : null;
}
