import { useEffect, useRef } from "react";
import type { NewSignIn } from "@/api/account";
import { changePassword } from "@/api/passwords";
import { NewPasswordForm } from "./components/NewPasswordForm";
import { words as all } from "./linkWords";
import { textsAbout } from "./ownTexts";

const words = all.first;

interface FirstPasswordProps {
  begun: NewSignIn;
  /** The password that somebody else chose, and that was just typed. */
  given: string;
  onChosen: () => void;
}

/** The step between a log-in with a given password and everything else. */
export function FirstPassword({ begun, given, onChosen }: FirstPasswordProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const save = async (password: string) => {
    await changePassword(given, password, begun);
    onChosen();
  };
  return (
    <section className="first-password" aria-labelledby="first-password-title">
      <h2 id="first-password-title" ref={heading} tabIndex={-1}>
        {words.title}
      </h2>
      <p>{words.lead}</p>
      <NewPasswordForm
        username={begun.user.username}
        own={textsAbout(begun.user)}
        submit={words.submit}
        onSubmit={save}
      />
    </section>
  );
}
