import { type FormEvent, useState } from "react";
import { beginSignIn, keepSignIn } from "@/api/account";
import { messages } from "./messages";
import { problem } from "./problem";

/** The form by which a user whose sign-in has ended begins another, over the page they are on. */
export function useSignInAgain(username: string) {
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!password) {
      setFailure(messages.passwordMissing);
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      keepSignIn(await beginSignIn(username, password));
    } catch (error) {
      setFailure(problem(error));
      setBusy(false);
    }
  };
  return { password, setPassword, busy, failure, submit };
}
