import { type FormEvent, useEffect, useId, useState } from "react";
import { ApiError, NetworkError } from "@/api/client";
import type { AbsenceReason, MyRequest, RequestOptions } from "@/api/student/types";
import { upload } from "@/api/upload";
import { Button } from "@/components/light/Button";
import { formatDay } from "@/lib/zonedFormat";
import { type Draft, emptyDraft, formOf, keepDraft, keptDraft, missing } from "./draft";
import { FileField } from "./FileField";
import { messages } from "./messages";
import { WhatFields } from "./WhatFields";

const words = messages.form;
const LONGEST = 1000;
const MISSING = {
  days: words.missingDays,
  order: words.wrongOrder,
  class: words.missingClass,
} as const;

interface RequestFormProps {
  options: RequestOptions;
  /** The class that is meant, when one came from it. */
  session: number | null;
  onDone: (sent: boolean) => void;
}

/** What went wrong, in a sentence: the server's own where it has one. */
function problem(error: unknown): string {
  if (error instanceof NetworkError) return words.offline;
  if (!(error instanceof ApiError)) return words.trouble;
  if (error.code === "too_large") return words.tooLarge;
  const [field] = Object.values(error.fields ?? {});
  return field?.[0] ?? (error.detail || words.trouble);
}

const begun = (options: RequestOptions, session: number | null): Draft => {
  const kept = keptDraft();
  if (kept !== null && (session === null || kept.session === session)) return kept;
  return emptyDraft(options.today, session);
};

/** Asks to be excused. What is typed outlives a reload and a lost connection. */
export function RequestForm({ options, session, onDone }: RequestFormProps) {
  const [draft, setDraft] = useState(() => begun(options, session));
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState("");
  const [percent, setPercent] = useState<number | null>(null);
  const id = useId();
  useEffect(() => keepDraft(draft), [draft]);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const lacks = missing(draft);
    setError(lacks === null ? "" : MISSING[lacks]);
    if (lacks !== null) return;
    setPercent(0);
    try {
      const form = formOf(draft, file);
      await upload<MyRequest>("POST", "/api/my/absence-requests/", form, setPercent);
      keepDraft(null);
      onDone(true);
    } catch (refused) {
      setError(problem(refused));
      setPercent(null);
    }
  };
  const cancel = () => {
    keepDraft(null);
    onDone(false);
  };

  return (
    <form className="absence-form" onSubmit={(event) => void send(event)} noValidate>
      <h1>{messages.ask}</h1>
      <p className="field-hint">{words.earliest(formatDay(options.earliest_day))}</p>
      <WhatFields draft={draft} options={options} onChange={change} />
      <div className="field">
        <label htmlFor={`${id}-kind`}>{words.kind}</label>
        <select
          id={`${id}-kind`}
          value={draft.kind}
          onChange={({ target }) => change({ kind: target.value as AbsenceReason })}
        >
          {Object.entries(messages.kinds).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-text`}>{words.text}</label>
        <textarea
          id={`${id}-text`}
          rows={4}
          maxLength={LONGEST}
          value={draft.text}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => change({ text: target.value })}
        />
        <p className="field-hint" id={`${id}-hint`}>
          {words.textHint}
        </p>
      </div>
      <FileField file={file} onFile={setFile} />
      {percent !== null && (
        <div className="upload">
          <progress max={100} value={percent} aria-label={words.sending(percent)} />
          <span>{percent < 100 ? words.sending(percent) : words.working}</span>
        </div>
      )}
      {error !== "" && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="absence-send">
        <Button type="submit" busy={percent !== null}>
          {words.send}
        </Button>
        <Button look="secondary" onClick={cancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  );
}
