import { type InputHTMLAttributes, useState } from "react";
import { Field } from "./Field";
import { Icon } from "./Icon";

const words = { show: "Show password", hide: "Hide password" };

interface PasswordFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  error?: string | null;
  describedBy?: string;
}

/** A field for a password, which can be shown. Pasting and password managers are welcome. */
export function PasswordField(props: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      after={
        <button
          type="button"
          className="icon-button"
          aria-pressed={shown}
          aria-label={shown ? words.hide : words.show}
          onClick={() => setShown(!shown)}
        >
          <Icon name="eye" size={22} />
        </button>
      }
    />
  );
}
