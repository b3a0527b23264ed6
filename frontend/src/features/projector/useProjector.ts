import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { ApiError } from "@/api/client";
import { isFinal } from "@/api/staff/isFinal";
import { fetchProjector } from "@/api/staff/sessions";
import type { Id, ProjectorState } from "@/api/staff/types";
import { SIGNED_IN_EVENT } from "@/api/token";
import {
  bestOffset,
  type ClockSample,
  hasSlept,
  measureClock,
  pollDelay,
  rememberSample,
  untilNextChange,
} from "./model";

const wallGap = () => Date.now() - performance.now();

interface Projector {
  /** The last answer; it holds two codes at most and replaces the one before. */
  answer: ProjectorState | null;
  connected: boolean;
  /** Set when there is no use in asking again. */
  fatal: ApiError | null;
  /** The server's time in ms, or null while it is not known. */
  serverNow: () => number | null;
  /** Asks at once, after something was changed. */
  refresh: () => void;
}

/** Follows a session's codes by the server's clock. Polls while the page is visible. */
export function useProjector(session: Id): Projector {
  const [answer, setAnswer] = useState<ProjectorState | null>(null);
  const [connected, setConnected] = useState(true);
  const [fatal, setFatal] = useState<ApiError | null>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const samples = useRef<ClockSample[]>([]);
  const ask = useRef<() => void>(() => undefined);

  const serverNow = useCallback((): number | null => {
    if (hasSlept(samples.current, wallGap())) return null;
    const offset = bestOffset(samples.current);
    return offset === null ? null : performance.now() + offset;
  }, []);

  useEffect(() => {
    let failures = 0;
    let timer: number | undefined;
    let running: AbortController | null = null;

    const poll = async () => {
      window.clearTimeout(timer);
      if (running !== null || document.visibilityState === "hidden") return;
      running = new AbortController();
      const { signal } = running;
      const sentAtMs = performance.now();
      try {
        const next = await fetchProjector(session, signal);
        samples.current = rememberSample(
          samples.current,
          measureClock({
            serverTimeMs: next.server_time_ms,
            sentAtMs,
            receivedAtMs: performance.now(),
            wallNowMs: Date.now(),
          }),
        );
        failures = 0;
        setAnswer(next);
        setConnected(true);
      } catch (error) {
        if (signal.aborted) return;
        if (isFinal(error)) {
          setFatal(error);
          return;
        }
        failures += 1;
        setConnected(false);
      } finally {
        running = null;
      }
      timer = window.setTimeout(poll, pollDelay(failures));
    };

    const wake = () => {
      redraw();
      void poll();
    };
    const resume = () => {
      setFatal(null);
      void poll();
    };
    ask.current = () => void poll();
    void poll();
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener(SIGNED_IN_EVENT, resume);
    return () => {
      window.clearTimeout(timer);
      running?.abort();
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener(SIGNED_IN_EVENT, resume);
    };
  }, [session]);

  // The screen turns the page by itself at the moment a code begins or ends.
  useEffect(() => {
    const now = serverNow();
    if (answer === null || now === null) return;
    const { opens_at, closes_at } = answer.session;
    const edges = [opens_at, closes_at].map((at) => ({
      valid_from_ms: Date.parse(at),
      valid_until_ms: Date.parse(at),
    }));
    const wait = untilNextChange([...answer.codes, ...answer.typed, ...edges], now);
    if (wait === null) return;
    const timer = window.setTimeout(redraw, Math.min(wait + 5, 60_000));
    return () => window.clearTimeout(timer);
  });

  const refresh = useCallback(() => ask.current(), []);
  return { answer, connected, fatal, serverNow, refresh };
}
