import { useEffect, useRef, useState } from "react";
import type { Id, LiveState } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { messages } from "./messages";
import { arrivalsBetween } from "./model";

const FRESH_MS = 2_400;
/** Arrivals are read out in groups, or a full hall would talk without end. */
const SPEAK_EVERY_MS = 6_000;
const MOST_NAMES = 3;

/** Who came in a moment ago, for the highlight; also says it to screen readers, a few at a time. */
export function useArrivals(state: LiveState): ReadonlySet<Id> {
  const before = useRef<LiveState>(state);
  const unspoken = useRef<string[]>([]);
  const timer = useRef<number | undefined>(undefined);
  const [fresh, setFresh] = useState<ReadonlySet<Id>>(new Set());

  useEffect(() => {
    const arrived = arrivalsBetween(before.current, state);
    before.current = state;
    if (arrived.length === 0) return;
    setFresh(new Set(arrived.map((row) => row.student.id)));
    unspoken.current.push(...arrived.map((row) => row.student.full_name));
    timer.current ??= window.setTimeout(() => {
      const names = unspoken.current.splice(0);
      timer.current = undefined;
      announce(
        names.length > MOST_NAMES
          ? messages.arrivedMany(names.length)
          : messages.arrivedNow(names.join(", ")),
      );
    }, SPEAK_EVERY_MS);
  }, [state]);

  useEffect(() => {
    if (fresh.size === 0) return;
    const fade = window.setTimeout(() => setFresh(new Set()), FRESH_MS);
    return () => window.clearTimeout(fade);
  }, [fresh]);

  useEffect(() => () => window.clearTimeout(timer.current), []);
  return fresh;
}
