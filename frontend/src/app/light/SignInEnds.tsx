import "@/styles/light/sign-in-ends.css";
import { useEffect, useId, useState } from "react";
import { rememberUser } from "@/api/account";
import { ANSWERED_EVENT } from "@/api/client";
import { api, bodyOf } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { useFocusBack } from "@/hooks/useFocusBack";
import { useLittleLeft } from "@/hooks/useLittleLeft";
import { signInClock } from "@/lib/signInClock";
import { formatSpan } from "@/lib/zonedFormat";
import { messages } from "./messages";

export { SignInAgain } from "./SignInAgain";

/** What is asked without anybody doing something, or without a sign-in. */
const NO_USE = /\/api\/(notifications\/(unread|unsubscribe)|organization)\//;

/** Asks the server how long the sign-in lasts, which itself is a use of it. */
async function askHowLong(): Promise<void> {
  const { session, picture_url } = await bodyOf(api.GET("/api/me/"));
  // The address of a picture ends: the menu gets the new one.
  rememberUser({ picture_url });
  signInClock.stated(session.seconds_left, session.absolute_seconds_left);
}

function noteUse(event: Event): void {
  if (!NO_USE.test((event as CustomEvent<string>).detail)) signInClock.used();
}

interface SignInEndsProps {
  /** Asks for the password, over the present page. */
  onSignInAgain: () => void;
}

/**
 * Warns before the sign-in of a student's page ends and offers to stay. It lies at the top, so that
 * the way to scan stays free.
 */
export function SignInEnds({ onSignInAgain }: SignInEndsProps) {
  useEffect(() => {
    // Without an answer there is no warning; the server decides in any case.
    void askHowLong().catch(() => undefined);
    window.addEventListener(ANSWERED_EVENT, noteUse);
    return () => window.removeEventListener(ANSWERED_EVENT, noteUse);
  }, []);
  const left = useLittleLeft();
  if (left === null) return null;
  return <Warning final={left.final} span={formatSpan(left.ms)} onSignInAgain={onSignInAgain} />;
}

interface WarningProps extends SignInEndsProps {
  final: boolean;
  span: string;
}

function Warning({ final, span, onSignInAgain }: WarningProps) {
  const id = useId();
  const words = messages.signInEnds;
  useFocusBack();
  const [state, setState] = useState<"asked" | "busy" | "failed">("asked");
  const stay = async () => {
    setState("busy");
    await askHowLong().then(
      () => setState("asked"),
      () => setState("failed"),
    );
  };
  return (
    <section
      role="alertdialog"
      aria-labelledby={id}
      aria-describedby={`${id}-text`}
      className="sign-in-ends"
    >
      <p className="sign-in-ends-title">
        <strong id={id}>{words.title}</strong>
        <span role="timer">{span}</span>
      </p>
      <p id={`${id}-text`}>{final ? words.final : words.text}</p>
      {state === "failed" && (
        <p className="field-error" role="alert">
          {words.failed}
        </p>
      )}
      <Button autoFocus busy={state === "busy"} onClick={final ? onSignInAgain : stay}>
        {final ? words.signInAgain : words.stay}
      </Button>
    </section>
  );
}
