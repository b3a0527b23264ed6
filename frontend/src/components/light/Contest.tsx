import { type FormEvent, useId, useState } from "react";
import { ApiError } from "@/api/client";
import type { MyRecord } from "@/api/student/types";
import { api } from "@/api/typed";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { Link } from "./Link";

const words = {
  open: "I was here",
  excuse: "Ask to be excused",
  label: "What should your lecturer know?",
  hint: "For example where you sat, or whom you sat with.",
  send: "Send to your lecturer",
  cancel: "Cancel",
  failed: "That could not be sent. Try again.",
  sent: "Sent: your lecturer decides.",
  waiting: "You said that you were here. Your lecturer has not decided yet.",
  declined: "Your lecturer declined that you were here.",
  accepted: "Your lecturer accepted that you were here.",
} as const;

type Step = "closed" | "writing" | "sending" | "sent";

/** Beneath a missed class: "I was here" to its lecturer, or the way to be excused. */
export function Contest({ record }: { record: MyRecord }) {
  const [step, setStep] = useState<Step>("closed");
  const [note, setNote] = useState("");
  const [error, setError] = useState("");
  const id = useId();
  const { contest } = record;
  if (contest !== null) {
    return (
      <p className="row-more" data-contest={contest.state}>
        {words[contest.state]}
        {contest.reason !== "" && ` “${contest.reason}”`}
      </p>
    );
  }
  if (record.status !== "absent") return null;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setStep("sending");
    setError("");
    try {
      await api.POST("/api/my/records/{id}/contest/", {
        params: { path: { id: record.id } },
        body: { note },
      });
      setStep("sent");
    } catch (refused) {
      setError(refused instanceof ApiError && refused.detail ? refused.detail : words.failed);
      setStep("writing");
    }
  };

  if (step === "sent") {
    return (
      <p className="note note-ok" role="status" data-contest="sent">
        <Icon name="tick" size={20} />
        {words.sent}
      </p>
    );
  }
  if (step === "closed") {
    return (
      <div className="contest">
        <Button look="quiet" icon="hand" onClick={() => setStep("writing")}>
          {words.open}
        </Button>
        <Link className="text-button" to={`/absences?session=${record.session_id}`}>
          {words.excuse}
        </Link>
      </div>
    );
  }
  return (
    <form className="contest-form" onSubmit={(event) => void send(event)}>
      <div className="field">
        <label htmlFor={id}>{words.label}</label>
        <textarea
          id={id}
          rows={2}
          maxLength={500}
          value={note}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setNote(target.value)}
          // biome-ignore lint/a11y/noAutofocus: the user has just asked to write
          autoFocus
        />
        <p className="field-hint" id={`${id}-hint`}>
          {words.hint}
        </p>
        {error !== "" && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
      </div>
      <Button type="submit" busy={step === "sending"}>
        {words.send}
      </Button>
      <Button look="secondary" onClick={() => setStep("closed")}>
        {words.cancel}
      </Button>
    </form>
  );
}
