import { type FormEvent, lazy, Suspense, useRef, useState } from "react";
import { beginSignIn, type KnownUser, keepSignIn, type NewSignIn } from "@/api/account";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { PasswordField } from "@/components/light/PasswordField";
import { messages } from "./messages";
import { problem } from "./problem";

// Few need it: not among what a phone in a lecture hall loads first.
const FirstPassword = lazy(async () => ({ default: (await import("./pages")).FirstPassword }));

interface LoginFormProps {
  onSignedIn: (user: KnownUser) => void;
  /** Puts the cursor into the first empty field at once. */
  focus?: boolean;
  /** The name to begin with, where it is known. */
  name?: string;
}

/**
 * Username or ID number and password. Says in words what is wrong and keeps what was typed.
 *
 * Whoever signs in with a password that somebody else chose replaces it here, before the sign-in is
 * kept: so a scan that waits goes on afterwards, and no page is ever open with such a password.
 */
export function LoginForm({ onSignedIn, focus, name = "" }: LoginFormProps) {
  const [identifier, setIdentifier] = useState(name);
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [unfinished, setUnfinished] = useState<NewSignIn | null>(null);
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
      const begun = await beginSignIn(identifier.trim(), password);
      if (begun.user.password_change_required) setUnfinished(begun);
      else onSignedIn(keepSignIn(begun));
    } catch (error) {
      setFailure(problem(error));
      setBusy(false);
      form.current?.querySelector<HTMLInputElement>("[name=password]")?.select();
    }
  };

  if (unfinished) {
    return (
      <Suspense fallback={<p role="status">{messages.opening}</p>}>
        <FirstPassword
          begun={unfinished}
          given={password}
          onChosen={() => onSignedIn(keepSignIn(unfinished))}
        />
      </Suspense>
    );
  }
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
        autoFocus={focus && name === ""}
      />
      <PasswordField
        label={messages.password}
        error={asked && !password ? messages.passwordMissing : null}
        name="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        enterKeyHint="go"
        autoFocus={focus && name !== ""}
      />
      <Button type="submit" busy={busy}>
        {messages.submit}
      </Button>
      <Link className="text-button login-forgot" to="/forgot-password">
        {messages.forgot}
      </Link>
    </form>
  );
}
