import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { keys } from "@/api/staff/keys";
import { fetchMe } from "@/api/staff/teaching";
import { errorToast } from "@/components/feedback/toasts";
import { useFocusBack } from "@/hooks/useFocusBack";
import { useLittleLeft } from "@/hooks/useLittleLeft";
import { signInClock } from "@/lib/signInClock";
import { formatSpan } from "@/lib/zonedFormat";
import { messages } from "../messages";
import classes from "./ExpiryWarning.module.css";

interface ExpiryWarningProps {
  /** Asks for the password, over the present page. */
  onSignInAgain: () => void;
}

interface WarningProps extends ExpiryWarningProps {
  final: boolean;
  span: string;
}

/**
 * Warns before the sign-in ends and offers to stay. It lies over a corner of the page and does not
 * block it: on the screen in front of a class the code must stay readable.
 */
export function ExpiryWarning({ onSignInAgain }: ExpiryWarningProps) {
  const left = useLittleLeft();
  if (left === null) return null;
  const { ms, final } = left;
  return <Warning final={final} span={formatSpan(ms)} onSignInAgain={onSignInAgain} />;
}

function Warning({ final, span, onSignInAgain }: WarningProps) {
  useFocusBack();
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
        <Button autoFocus onClick={onSignInAgain}>
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
