import { type ReactNode, useId } from "react";
import { NetworkError } from "@/api/client";
import { Icon, type IconName } from "@/components/light/Icon";
import { messages } from "../messages";
import type { Outcome } from "../usePreferences";

const words = messages.preferences;

/** What became of a change, beside its control. */
export function Told({ outcome }: { outcome: Outcome | null }) {
  if (outcome === null) return <span role="status" />;
  if (outcome.state === "failed") {
    const offline = outcome.error instanceof NetworkError && !navigator.onLine;
    return (
      <span className="told told-bad" role="alert">
        {offline ? words.notSavedOffline : words.notSaved}
      </span>
    );
  }
  return (
    <span className="told" role="status" data-state={outcome.state}>
      {outcome.state === "saved" && <Icon name="tick" size={16} />}
      {outcome.state === "saved" ? words.saved : words.saving}
    </span>
  );
}

interface SwitchProps {
  label: string;
  icon?: IconName;
  /** Id of the element that says what this belongs to; read before the label. */
  of?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Why it cannot be used. */
  blocked?: string | null;
  /** In place of the switch, where there is nothing to choose. */
  instead?: ReactNode;
  outcome: Outcome | null;
}

/** A line with a switch that is stored at once. */
export function Switch(props: SwitchProps) {
  const { label, icon, of, checked, onChange, blocked, instead, outcome } = props;
  const id = useId();
  return (
    <div className="switch-row" data-blocked={blocked ? true : undefined}>
      <label htmlFor={id} className="switch-label" id={`${id}-label`}>
        {icon && <Icon name={icon} size={20} />}
        {label}
      </label>
      <Told outcome={outcome} />
      {instead ?? (
        <input
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its state itself
          role="switch"
          className="switch"
          id={id}
          checked={checked && !blocked}
          disabled={Boolean(blocked)}
          aria-labelledby={of ? `${of} ${id}-label` : undefined}
          aria-describedby={blocked ? `${id}-why` : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
      )}
      {blocked && (
        <p className="switch-why" id={`${id}-why`}>
          {blocked}
        </p>
      )}
    </div>
  );
}
