import { type FormEvent, useId, useState } from "react";
import { timeZone } from "@/api/account";
import type { StudentHome } from "@/api/student/types";
import { api, bodyOf } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { zonedFormat } from "@/lib/zonedFormat";

const words = {
  title: "Your lecturer asks",
  label: "Your answer",
  send: "Send the answer",
  missing: "Write an answer first.",
  failed: "That was not sent. Try again.",
  about: (course: string, when: string) => `${course}, ${when}`,
} as const;

const LONGEST = 500;

type Question = StudentHome["questions"][number];

/** What lecturers want to know about check-ins, each with a box to answer in. */
export function Questions({
  questions,
  onAnswered,
}: {
  questions: readonly Question[];
  onAnswered: () => void;
}) {
  return (
    <section className="section" aria-labelledby="questions-title">
      <h2 id="questions-title">{words.title}</h2>
      {questions.map((question) => (
        <Answer key={question.id} question={question} onAnswered={onAnswered} />
      ))}
    </section>
  );
}

function Answer({ question, onAnswered }: { question: Question; onAnswered: () => void }) {
  const field = useId();
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { course, session_opens_at } = question;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() === "") {
      setProblem(words.missing);
      return;
    }
    setBusy(true);
    try {
      await bodyOf(
        api.POST("/api/my/questions/{id}/answer/", {
          params: { path: { id: question.id } },
          body: { note: note.trim() },
        }),
      );
      onAnswered();
    } catch {
      setProblem(words.failed);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="question"
      data-testid="question"
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      <p>
        {words.about(
          `${course.code} ${course.name}`,
          zonedFormat(timeZone()).dayTime(session_opens_at),
        )}
      </p>
      <p>
        <strong>{question.text}</strong>
      </p>
      <label htmlFor={field}>{words.label}</label>
      <div className="field-box" data-invalid={problem ? true : undefined}>
        <input
          id={field}
          value={note}
          maxLength={LONGEST}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${field}-error` : undefined}
          onChange={(event) => {
            setNote(event.target.value);
            setProblem(null);
          }}
        />
      </div>
      {problem && (
        <p className="field-error" id={`${field}-error`} role="alert">
          {problem}
        </p>
      )}
      <Button busy={busy} type="submit">
        {words.send}
      </Button>
    </form>
  );
}
