import { useCallback, useRef, useState } from "react";
import {
  changePreferences,
  fetchPreferences,
  type Preferences,
  type PreferencesChange,
} from "@/api/notifications";
import { useResource } from "@/hooks/useResource";
import type { Draw } from "./changes";

/** What became of the last change of one control. */
export interface Outcome {
  control: string;
  state: "saving" | "saved" | "failed";
  error: unknown;
}

/** Stores a change of a control; `draw` says what the settings are if it succeeds. */
export type Save = (control: string, change: PreferencesChange, draw: Draw) => void;

/**
 * The settings as they will be: each change shows at once and is sent after the one before, so that
 * the last of several is what counts. One that fails is taken back, and no other with it.
 */
export function usePreferences() {
  const { data, error, reload } = useResource("preferences", fetchPreferences);
  const [shown, setShown] = useState<Preferences | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const stored = useRef<Preferences | null>(null);
  const waiting = useRef<Draw[]>([]);
  const sending = useRef<Promise<unknown>>(Promise.resolve());
  const base = stored.current ?? data;

  const save: Save = useCallback(
    (control, change, draw) => {
      if (base === null) return;
      stored.current ??= base;
      const redraw = () => {
        const start = stored.current as Preferences;
        setShown(waiting.current.reduce((settings, step) => step(settings), start));
      };
      const send = async () => {
        try {
          stored.current = await changePreferences(change);
          setOutcome({ control, state: "saved", error: null });
        } catch (caught) {
          setOutcome({ control, state: "failed", error: caught });
        }
        waiting.current = waiting.current.filter((step) => step !== draw);
        redraw();
      };
      waiting.current.push(draw);
      setOutcome({ control, state: "saving", error: null });
      redraw();
      sending.current = sending.current.then(send);
    },
    [base],
  );

  return { settings: shown ?? data, error, reload, outcome, save };
}
