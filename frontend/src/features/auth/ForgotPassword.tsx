import { type FormEvent, useRef, useState } from "react";
import { askForReset } from "@/api/passwords";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { LinkPage } from "./components/LinkPage";
import { words as all } from "./linkWords";
import { problem } from "./problem";

const words = all.forgot;

function Sent({ onAgain }: { onAgain: () => void }) {
  return (
    <StateScreen
      state="reset-sent"
      tone="calm"
      icon="mail"
      title={words.sentTitle}
      lead={words.sentLead}
      actions={
        <>
          <Link className="button button-primary" to="/login">
            {all.toSignIn}
          </Link>
          <Button look="quiet" onClick={onAgain}>
            {words.again}
          </Button>
        </>
      }
    >
      <p className="state-small">{words.sentHint}</p>
      <p className="state-small">{words.noMail}</p>
    </StateScreen>
  );
}

/** Asks for the link to a new password. Says the same whatever name is entered. */
export function ForgotPassword() {
  const [name, setName] = useState("");
  const [asked, setAsked] = useState(false);
  const [state, setState] = useState<"form" | "busy" | "sent">("form");
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (state === "busy") return;
    setAsked(true);
    setFailure(null);
    if (!name.trim()) {
      form.current?.querySelector("input")?.focus();
      return;
    }
    setState("busy");
    try {
      await askForReset(name.trim());
      setState("sent");
    } catch (error) {
      setFailure(problem(error));
      setState("form");
    }
  };

  if (state === "sent") return <Sent onAgain={() => setState("form")} />;
  return (
    <LinkPage title={words.title} lead={words.lead}>
      <form className="login" ref={form} onSubmit={submit} noValidate>
        {failure && (
          <p className="note note-bad" role="alert">
            <Icon name="info" size={20} />
            {failure}
          </p>
        )}
        <Field
          label={words.label}
          error={asked && !name.trim() ? words.missing : null}
          name="identifier"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={254}
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="send"
          autoFocus
        />
        <Button type="submit" busy={state === "busy"}>
          {words.submit}
        </Button>
        <Link className="text-button login-forgot" to="/login">
          {all.toSignIn}
        </Link>
      </form>
    </LinkPage>
  );
}
