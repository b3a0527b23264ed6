import { useLayoutEffect, useRef } from "react";
import { forgetSignIn, lastUser } from "@/api/account";
import { Button } from "@/components/light/Button";
import { PasswordField } from "@/components/light/PasswordField";
import { messages as auth } from "@/features/auth/messages";
import { useSignInAgain } from "@/features/auth/useSignInAgain";
import { messages } from "./messages";

const words = messages.again;

/**
 * Asks for the password over the page, which stays as it is but cannot be seen: whoever comes by
 * must not read it.
 *
 * @param onElse leads to the log-in page
 */
export function SignInAgain({ onElse }: { onElse: () => void }) {
  const user = lastUser();
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useSignInAgain(user?.username ?? "");
  // Closed before it goes, so that the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const leave = () => {
    forgetSignIn();
    onElse();
  };
  return (
    <dialog
      ref={dialog}
      className="sign-in-again"
      aria-labelledby="sign-in-again-title"
      onCancel={(event) => event.preventDefault()}
    >
      <form className="login" onSubmit={form.submit} noValidate>
        <h2 id="sign-in-again-title">{words.title}</h2>
        <p>{words.lead(user?.full_name || user?.username || "")}</p>
        <input type="text" autoComplete="username" value={user?.username ?? ""} readOnly hidden />
        <PasswordField
          label={auth.password}
          error={form.failure}
          value={form.password}
          onChange={(event) => form.setPassword(event.target.value)}
          autoComplete="current-password"
          enterKeyHint="go"
        />
        <Button type="submit" busy={form.busy}>
          {words.submit}
        </Button>
        <Button look="quiet" onClick={leave}>
          {words.other}
        </Button>
      </form>
    </dialog>
  );
}
