import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { kioskCheckIn } from "@/api/kiosk";
import { readKiosk, type Waiting, writeKiosk } from "@/api/kioskStore";

const AGAIN_MS = 5_000;

/** The entries that wait, as the device keeps them: a reload loses none. */
function change(edit: (waiting: Waiting[]) => Waiting[]): Waiting[] {
  const kept = readKiosk();
  if (kept === null) return [];
  const waiting = edit(kept.waiting);
  writeKiosk({ ...kept, waiting });
  return waiting;
}

/** Refused for good; anything else may still get through. */
const isFinal = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;

/** Sends what could not be sent, every few seconds, and says who was refused in the end. */
export function useWaiting(token: string) {
  const [waiting, setWaiting] = useState<Waiting[]>(() => readKiosk()?.waiting ?? []);
  const [refused, setRefused] = useState<string[]>([]);
  const busy = useRef(false);

  const flush = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      for (const entry of readKiosk()?.waiting ?? []) {
        try {
          await kioskCheckIn(token, entry.ticket);
        } catch (error) {
          if (!isFinal(error)) break;
          setRefused((before) => [...before, entry.name]);
        }
        setWaiting(change((all) => all.filter(({ ticket }) => ticket !== entry.ticket)));
      }
    } finally {
      busy.current = false;
    }
  }, [token]);

  const some = waiting.length > 0;
  useEffect(() => {
    if (!some) return;
    const timer = window.setInterval(() => void flush(), AGAIN_MS);
    const now = () => void flush();
    window.addEventListener("online", now);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("online", now);
    };
  }, [some, flush]);

  const keep = useCallback((entry: Waiting) => {
    setWaiting(change((all) => [...all, entry]));
  }, []);
  return { waiting, refused, keep };
}
