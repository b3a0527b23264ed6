import { useEffect, useId, useRef, useState } from "react";
import { knownUser } from "@/api/account";
import type { Preferences } from "@/api/notifications";
import { quietHours } from "../changes";
import { messages } from "../messages";
import { zoneName } from "../model";
import type { Outcome, Save } from "../usePreferences";
import { Switch, Told } from "./Switch";

const words = messages.preferences;
const CONTROL = "quiet-hours";
const TIMES = "quiet-times";
/** Offered to who switches quiet hours on; the same hours that everybody begins with. */
const USUAL = { from: "21:00", until: "07:00" };
/** Typing a time goes through times that are not meant. */
const SETTLED_MS = 800;

interface Hours {
  from: string;
  until: string;
}

function useHours(saved: Hours, onSave: (hours: Hours) => void) {
  const [entered, setEntered] = useState(saved);
  const timer = useRef(0);
  const { from, until } = saved;
  const before = useRef(saved);
  useEffect(() => {
    // What has been entered meanwhile stays: one time is stored while the other is being typed.
    const { from: oldFrom, until: oldUntil } = before.current;
    before.current = { from, until };
    setEntered((now) => ({
      from: now.from === oldFrom ? from : now.from,
      until: now.until === oldUntil ? until : now.until,
    }));
  }, [from, until]);
  const finish = (hours: Hours) => {
    window.clearTimeout(timer.current);
    const isWhole = hours.from !== "" && hours.until !== "";
    if (!isWhole) return setEntered(saved);
    if (hours.from === hours.until) return;
    if (hours.from !== from || hours.until !== until) onSave(hours);
  };
  const enter = (change: Partial<Hours>) => {
    const hours = { ...entered, ...change };
    setEntered(hours);
    window.clearTimeout(timer.current);
    if (hours.from && hours.until) timer.current = window.setTimeout(finish, SETTLED_MS, hours);
  };
  // Who leaves the page at once has meant what they entered.
  const finishing = useRef(() => finish(entered));
  finishing.current = () => finish(entered);
  useEffect(() => () => finishing.current(), []);
  const isEntering = entered.from !== from || entered.until !== until;
  return { entered, enter, isEntering, leave: () => finish(entered) };
}

interface TimesProps {
  hours: Hours;
  onSave: (hours: Hours) => void;
  outcome: Outcome | null;
}

function Times({ hours, onSave, outcome }: TimesProps) {
  const id = useId();
  const { entered, enter, isEntering, leave } = useHours(hours, onSave);
  const same = entered.from !== "" && entered.from === entered.until;
  const field = (name: keyof Hours, label: string) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <div className="field-box" data-invalid={same || undefined}>
        <input
          id={`${id}-${name}`}
          type="time"
          required
          value={entered[name]}
          aria-invalid={same || undefined}
          aria-describedby={same ? `${id}-same` : undefined}
          onChange={(event) => enter({ [name]: event.target.value })}
          onBlur={leave}
        />
      </div>
    </div>
  );
  return (
    <>
      <div className="times">
        {field("from", words.from)}
        {field("until", words.until)}
      </div>
      {same ? (
        <p className="field-error" id={`${id}-same`} role="alert">
          {words.sameTimes}
        </p>
      ) : (
        <Told outcome={isEntering ? null : outcome} />
      )}
    </>
  );
}

interface QuietHoursProps {
  settings: Preferences;
  outcome: Outcome | null;
  save: Save;
}

/** The hours in which nothing is sent that can wait. */
export function QuietHours({ settings, outcome, save }: QuietHoursProps) {
  const id = useId();
  const { quiet_from: from, quiet_until: until } = settings;
  const hours = from !== null && until !== null ? { from, until } : null;
  const last = useRef(hours ?? USUAL);
  if (hours) last.current = hours;
  const ofControl = (control: string) => (outcome?.control === control ? outcome : null);
  const organisation = knownUser()?.organization?.name ?? "";
  return (
    <li className="setting">
      <h3 id={id}>{words.quiet}</h3>
      <p className="setting-hint">{words.quietHint}</p>
      <Switch
        label={words.quietOn}
        checked={hours !== null}
        outcome={ofControl(CONTROL)}
        onChange={(on) => save(CONTROL, ...quietHours(on ? last.current : null))}
      />
      {hours && (
        <>
          <Times
            hours={hours}
            outcome={ofControl(TIMES)}
            onSave={(entered) => save(TIMES, ...quietHours(entered))}
          />
          <p className="setting-hint">
            {words.zone(zoneName(settings.timezone), organisation)}
            {hours.from > hours.until && ` ${words.nextDay}`}
          </p>
        </>
      )}
    </li>
  );
}
