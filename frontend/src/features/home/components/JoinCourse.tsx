import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { api } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { Icon } from "@/components/light/Icon";
import { messages } from "../messages";

/** Why somebody could not join. */
export function joinProblem(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === "join_code_invalid" || error.status === 404) return messages.join.unknown;
    if (error.code === "already_enrolled") return messages.join.already;
    if (error.detail) return error.detail;
  }
  return messages.join.failed;
}

/** Enrols the student in a course by the code the lecturer gave out. */
export function JoinCourse({ onJoined }: { onJoined: () => void }) {
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [joined, setJoined] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!code.trim()) return setFailure(messages.join.missing);
    setBusy(true);
    setFailure(null);
    setJoined(false);
    try {
      await api.POST("/api/courses/join/", { body: { join_code: code.trim() } });
      setCode("");
      setJoined(true);
      onJoined();
    } catch (error) {
      setFailure(joinProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <details className="join">
      <summary>
        <Icon name="plus" size={20} />
        {messages.join.open}
      </summary>
      <form onSubmit={submit} noValidate>
        <Field
          label={messages.join.label}
          hint={messages.join.hint}
          error={failure}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoCapitalize="characters"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
        />
        <Button type="submit" look="secondary" busy={busy}>
          {messages.join.submit}
        </Button>
      </form>
      <p className={joined ? "note note-ok" : "visually-hidden"} role="status">
        {joined && messages.join.joined}
      </p>
    </details>
  );
}
