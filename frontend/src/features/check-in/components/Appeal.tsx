import { type FormEvent, useId, useState } from "react";
import { api } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Icon } from "@/components/light/Icon";
import { messages } from "../messages";

type Step = "closed" | "writing" | "sending" | "failed" | "sent";

/** "I was here": hands an attempt to the lecturer with a note. */
export function Appeal({ attemptId }: { attemptId: number }) {
  const [step, setStep] = useState<Step>("closed");
  const [note, setNote] = useState("");
  const id = useId();

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setStep("sending");
    try {
      await api.POST("/api/attempts/{id}/appeal/", {
        params: { path: { id: attemptId } },
        body: { note },
      });
      setStep("sent");
    } catch {
      setStep("failed");
    }
  };

  if (step === "closed") {
    return (
      <Button look="secondary" icon="hand" onClick={() => setStep("writing")}>
        {messages.appeal.open}
      </Button>
    );
  }
  if (step === "sent") {
    return (
      <p className="note note-ok" role="status" data-appeal="sent">
        <Icon name="tick" size={20} />
        {messages.appeal.sent}
      </p>
    );
  }
  return (
    <form className="appeal" onSubmit={send} data-appeal={step}>
      <div className="field">
        <label htmlFor={id}>{messages.appeal.label}</label>
        <textarea
          id={id}
          rows={3}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          aria-describedby={`${id}-hint`}
          // biome-ignore lint/a11y/noAutofocus: the user has just asked to write
          autoFocus
        />
        <p className="field-hint" id={`${id}-hint`}>
          {messages.appeal.hint}
        </p>
        {step === "failed" && (
          <p className="field-error" role="alert">
            {messages.appeal.failed}
          </p>
        )}
      </div>
      <Button type="submit" busy={step === "sending"}>
        {messages.appeal.send}
      </Button>
    </form>
  );
}
