import { type FormEvent, useRef, useState } from "react";
import { type KnownUser, signIn } from "@/api/account";
import { ApiError } from "@/api/client";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { Icon } from "@/components/light/Icon";
import { formatSpan } from "@/lib/zonedFormat";
import { messages } from "./messages";

function problem(error: unknown): string {
  if (!(error instanceof ApiError)) return messages.offline;
  if (error.code === "credentials_invalid") return messages.wrong;
  if (error.code === "rate_limited") {
    const seconds = error.params["retry_after_s"];
    return messages.limited(formatSpan(1000 * (typeof seconds === "number" ? seconds : 60)));
  }
  if (error.status >= 500) return messages.server(error.request_id.slice(0, 4).toUpperCase());
  return error.detail;
}

interface LoginFormProps {
  onSignedIn: (user: KnownUser) => void;
  /** Puts the cursor into the first field at once. */
  focus?: boolean;
}

/** Username or ID number and password. Says in words what is wrong and keeps what was typed. */
export function LoginForm({ onSignedIn, focus }: LoginFormProps) {
  const [identifier, setIdentifier] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setAsked(true);
    setFailure(null);
    if (!identifier.trim() || !password) {
      const missing = identifier.trim() ? "password" : "identifier";
      form.current?.querySelector<HTMLInputElement>(`[name=${missing}]`)?.focus();
      return;
    }
    setBusy(true);
    try {
      onSignedIn(await signIn(identifier.trim(), password));
    } catch (error) {
      setFailure(problem(error));
      setBusy(false);
      form.current?.querySelector<HTMLInputElement>("[name=password]")?.select();
    }
  };

  return (
    <form className="login" ref={form} onSubmit={submit} noValidate>
      {failure && (
        <p className="note note-bad" role="alert">
          <Icon name="info" size={20} />
          {failure}
        </p>
      )}
      <Field
        label={messages.identifier}
        hint={messages.identifierHint}
        error={asked && !identifier.trim() ? messages.identifierMissing : null}
        name="identifier"
        value={identifier}
        onChange={(event) => setIdentifier(event.target.value)}
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="next"
        autoFocus={focus}
      />
      <Field
        label={messages.password}
        error={asked && !password ? messages.passwordMissing : null}
        name="password"
        type={shown ? "text" : "password"}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="go"
        after={
          <button
            type="button"
            className="icon-button"
            aria-pressed={shown}
            aria-label={shown ? messages.hide : messages.show}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" size={22} />
          </button>
        }
      />
      <Button type="submit" busy={busy}>
        {messages.submit}
      </Button>
    </form>
  );
}
