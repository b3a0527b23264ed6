import { useEffect, useState } from "react";
import { signInClock } from "@/lib/signInClock";

/** How long before the end the warning comes, in ms: after 55 of 60 minutes without use. */
const WARN_MS = 5 * 60_000;

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
  return left !== null && left.ms <= WARN_MS ? left : null;
}
