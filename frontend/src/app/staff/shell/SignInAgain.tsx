import { Button, PasswordInput } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import { forgetSignIn } from "@/api/account";
import type { Me } from "@/api/staff/types";
import { messages as auth } from "@/features/auth/messages";
import { useSignInAgain } from "@/features/auth/useSignInAgain";
import { messages } from "../messages";
import { goToLogin } from "../signedOut";
import classes from "./SignInAgain.module.css";

const words = messages.again;

// Dialogs of the page, which stay open below, must not hear Escape.
const KEPT_HERE = { "data-mantine-stop-propagation": true };

function leave(): void {
  forgetSignIn();
  goToLogin();
}

/**
 * Asks for the password over the page, which stays as it is but cannot be seen: whoever comes by
 * must not read it. In the browser's top layer, so above the dialogs of the page.
 */
export function SignInAgain({ me }: { me: Me }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useSignInAgain(me.username);
  // Closed before it goes, so that the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.away}
      aria-labelledby="sign-in-again-title"
      onCancel={(event) => event.preventDefault()}
    >
      <form className={classes.form} onSubmit={form.submit} noValidate>
        <h2 id="sign-in-again-title" className={classes.title}>
          {words.title}
        </h2>
        <p className={classes.lead}>{words.lead(me.full_name || me.username)}</p>
        <input type="text" autoComplete="username" value={me.username} readOnly hidden />
        <PasswordInput
          {...KEPT_HERE}
          label={auth.password}
          error={form.failure}
          value={form.password}
          onChange={(event) => form.setPassword(event.currentTarget.value)}
          autoComplete="current-password"
        />
        <Button {...KEPT_HERE} type="submit" loading={form.busy}>
          {words.submit}
        </Button>
        <Button {...KEPT_HERE} variant="subtle" onClick={leave}>
          {words.other}
        </Button>
      </form>
    </dialog>
  );
}
