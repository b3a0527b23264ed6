import { type FormEvent, useState } from "react";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { normaliseCode, TYPED_LENGTH } from "@/lib/code";
import { messages } from "../messages";

interface TypedCodeProps {
  onCode: (code: string) => void;
  /** Puts the cursor into the field at once. */
  focus?: boolean;
  /** The page has another main action. */
  second?: boolean;
}

/** The other way in: six characters read off the screen. */
export function TypedCode({ onCode, focus, second }: TypedCodeProps) {
  const [text, setText] = useState("");
  const [short, setShort] = useState(false);
  const code = normaliseCode(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === TYPED_LENGTH) onCode(code);
    else setShort(true);
  };
  return (
    <form className="typed" onSubmit={submit} noValidate>
      <Field
        label={messages.typed.label}
        hint={messages.typed.hint}
        error={short && code.length !== TYPED_LENGTH ? messages.typed.short : null}
        className="typed-input"
        value={text}
        onChange={(event) => setText(event.target.value.toUpperCase())}
        autoCapitalize="characters"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
        maxLength={12}
        autoFocus={focus}
      />
      <Button type="submit" look={second ? "secondary" : "primary"}>
        {messages.typed.send}
      </Button>
    </form>
  );
}
