import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { keys } from "@/api/staff/keys";
import { fetchMe } from "@/api/staff/teaching";
import { dropToken } from "@/api/token";
import { errorToast } from "@/components/feedback/toasts";
import { useLittleLeft } from "@/hooks/useLittleLeft";
import { signInClock } from "@/lib/signInClock";
import { formatSpan } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { goToLogin } from "../signedOut";
import classes from "./ExpiryWarning.module.css";

/** The log-in page sends back at once whoever still has a token. */
function signInAgain(): void {
  dropToken();
  goToLogin();
}

/**
 * Warns before the sign-in ends and offers to stay. It lies over a corner of the page and does not
 * block it: on the screen in front of a class the code must stay readable.
 */
export function ExpiryWarning() {
  const left = useLittleLeft();
  if (left === null) return null;
  return <Warning final={left.final} span={formatSpan(left.ms)} />;
}

function Warning({ final, span }: { final: boolean; span: string }) {
  const id = useId();
  const client = useQueryClient();
  const stay = useMutation({
    mutationFn: () => fetchMe(),
    onSuccess: (me) => {
      signInClock.stated(me.session.seconds_left, me.session.absolute_seconds_left);
      client.setQueryData(keys.me, me);
    },
    onError: errorToast,
  });
  return (
    <section
      role="alertdialog"
      aria-labelledby={id}
      aria-describedby={`${id}-text`}
      className={classes.warning}
    >
      <h2 id={id} className={classes.title}>
        {messages.expiryTitle}
      </h2>
      <p id={`${id}-text`} className={classes.text}>
        {final ? messages.expiryFinal : messages.expiryText}
      </p>
      <p className={classes.left} role="timer">
        {span}
      </p>
      {final ? (
        <Button autoFocus onClick={signInAgain}>
          {messages.expirySignIn}
        </Button>
      ) : (
        <Button autoFocus loading={stay.isPending} onClick={() => stay.mutate()}>
          {messages.expiryStay}
        </Button>
      )}
    </section>
  );
}
