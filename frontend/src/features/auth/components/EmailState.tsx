import { useState } from "react";
import { sendVerification } from "@/api/passwords";
import type { Me } from "@/api/student/types";
import { Button } from "@/components/light/Button";
import { problem } from "../problem";
import { words as all } from "../securityWords";

const words = all.email;

/** One's own address: whether mails reach it is shown by the link that is sent there. */
export function EmailState({ me }: { me: Me }) {
  const [state, setState] = useState<"idle" | "busy" | "sent" | "nothing">("idle");
  const [failure, setFailure] = useState<string | null>(null);
  const send = async () => {
    setState("busy");
    setFailure(null);
    try {
      setState((await sendVerification()) ? "sent" : "nothing");
    } catch (error) {
      setFailure(problem(error));
      setState("idle");
    }
  };
  const confirmed = me.email_verified || state === "nothing";
  return (
    <section className="section" aria-labelledby="email-title">
      <h2 id="email-title">{words.title}</h2>
      <div className="card">
        {me.email === "" ? (
          <p className="card-hint">{words.none}</p>
        ) : (
          <>
            <p className="email-line">
              <strong>{me.email}</strong>
              <span className="chip" data-status={confirmed ? "present" : "late"}>
                {confirmed ? words.confirmed : words.open}
              </span>
            </p>
            {!confirmed && <p className="card-hint">{words.hint}</p>}
            {failure && (
              <p className="note note-bad" role="alert">
                {failure}
              </p>
            )}
            {!confirmed && (
              <Button look="secondary" icon="mail" busy={state === "busy"} onClick={send}>
                {words.send}
              </Button>
            )}
            <p className={state === "sent" ? "note note-ok" : "visually-hidden"} role="status">
              {state === "sent" && words.sent}
              {state === "nothing" && words.nothing}
            </p>
          </>
        )}
      </div>
    </section>
  );
}
