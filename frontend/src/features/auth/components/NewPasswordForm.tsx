import { type FormEvent, useId, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { fetchPasswordRequirements } from "@/api/passwords";
import { Button } from "@/components/light/Button";
import { Icon } from "@/components/light/Icon";
import { PasswordField } from "@/components/light/PasswordField";
import { useResource } from "@/hooks/useResource";
import { words } from "../linkWords";
import { judge, type OwnTexts, type Refusal, type Rule } from "../passwordRules";
import { problem } from "../problem";
import { PasswordRules } from "./PasswordRules";

interface NewPasswordFormProps {
  /** Whose password it is, for password managers. */
  username?: string;
  own: OwnTexts;
  submit: string;
  /** Asks for the present password as well. */
  askCurrent?: boolean;
  focus?: boolean;
  /** Stores the password; what it throws is shown, and nothing that was typed is lost. */
  onSubmit: (password: string, current: string) => Promise<void>;
}

const RULES: readonly string[] = [
  "password_too_short",
  "password_too_long",
  "password_too_common",
  "password_own_words",
] satisfies Rule["code"][];

/** The reasons of a refused password, with the sentence for what is no rule of the list. */
function refusalOf(error: ApiError, password: string): Refusal & { text: string | null } {
  const reasons = (error.params["reasons"] ?? []) as { code: string }[];
  const codes = reasons.map((reason) => reason.code);
  const at = codes.findIndex((code) => !RULES.includes(code));
  const texts = error.fields["password"] ?? [];
  return { password, codes, text: at < 0 ? null : (texts[at] ?? error.detail) };
}

/** A new password, with what it needs while it is typed. */
export function NewPasswordForm(props: NewPasswordFormProps) {
  const { username, own, submit, askCurrent = false, focus, onSubmit } = props;
  const id = useId();
  const needs = useResource("password-requirements", fetchPasswordRequirements).data;
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [wrongCurrent, setWrongCurrent] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<(Refusal & { text: string | null }) | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const rules = needs ? judge(password, needs, own, refusal) : [];

  const focusOn = (name: string) =>
    form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();

  const explain = (error: unknown) => {
    if (error instanceof ApiError && error.code === "current_password_wrong") {
      setWrongCurrent(error.detail);
      focusOn("current");
    } else if (error instanceof ApiError && error.code === "password_refused") {
      setRefusal(refusalOf(error, password));
      focusOn("password");
    } else setFailure(problem(error));
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setAsked(true);
    setFailure(null);
    setWrongCurrent(null);
    if (askCurrent && !current) return focusOn("current");
    // Whatever else the list says, the server has the last word; of a length it is certain.
    const length = rules.some(
      (rule) => rule.standing !== "met" && /too_(short|long)$/.test(rule.code),
    );
    if (!password || length) return focusOn("password");
    setBusy(true);
    try {
      await onSubmit(password, current);
      setCurrent("");
      setPassword("");
      setAsked(false);
    } catch (error) {
      explain(error);
    } finally {
      setBusy(false);
    }
  };

  const missing = asked && !password ? words.password.missing : null;
  const refused = refusal?.password === password ? refusal.text : null;
  return (
    <form className="login" ref={form} onSubmit={send} noValidate>
      {failure && (
        <p className="note note-bad" role="alert">
          <Icon name="info" size={20} />
          {failure}
        </p>
      )}
      {username && <input type="text" autoComplete="username" value={username} readOnly hidden />}
      {askCurrent && (
        <PasswordField
          label={words.password.current}
          error={asked && !current ? words.password.currentMissing : wrongCurrent}
          name="current"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          autoComplete="current-password"
          autoFocus={focus}
        />
      )}
      <div className="new-password">
        <PasswordField
          label={words.password.label}
          error={missing ?? refused}
          name="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
          enterKeyHint="go"
          describedBy={id}
          autoFocus={focus && !askCurrent}
        />
        {needs && <PasswordRules id={id} rules={rules} needs={needs} typed={password !== ""} />}
      </div>
      <Button type="submit" busy={busy}>
        {submit}
      </Button>
    </form>
  );
}
