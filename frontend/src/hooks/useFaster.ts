import { useState } from "react";
import { errorFacts } from "@/lib/errorWords";
import { fasterWords } from "@/lib/fasterWords";

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What a form goes on with after somebody else was faster: what was typed, the rest as stored. */
export function merged<Form extends object>(typed: Form, before: Form, stored: Form): Form {
  const next = { ...typed };
  for (const name of Object.keys(stored) as (keyof Form)[]) {
    if (same(typed[name], before[name])) next[name] = stored[name];
  }
  return next;
}

interface FasterProps<Row, Form> {
  /** What the form changes; none for a new one. */
  row: Row | undefined;
  formOf: (row: Row | undefined) => Form;
  /** Reads it anew; undefined when it is gone. */
  reread: (row: Row) => Promise<Row | undefined>;
}

/** A form over a row that others may change meanwhile: nothing of theirs is overwritten unseen. */
export function useFaster<Row extends { version: string }, Form extends object>({
  row,
  formOf,
  reread,
}: FasterProps<Row, Form>) {
  const [known, setKnown] = useState(row);
  const [form, setForm] = useState(() => formOf(row));
  // What the form began with; there only after somebody else was faster.
  const [begun, setBegun] = useState<Form>();
  const before = formOf(known);

  const takeOver = async (error: unknown) => {
    if (known === undefined || errorFacts(error).code !== "changed_meanwhile") return;
    // Without an answer the form stays as it is: saving again asks again.
    const now = await reread(known).catch(() => undefined);
    if (now === undefined) return;
    setForm((typed) => merged(typed, before, formOf(now)));
    setBegun(before);
    setKnown(now);
  };

  /** What somebody else did to a field; undefined for nothing. */
  const note = <Name extends keyof Form>(
    name: Name,
    words: (value: Form[Name]) => string = String,
  ): string | undefined => {
    if (begun === undefined || same(begun[name], before[name])) return undefined;
    return same(form[name], before[name])
      ? fasterWords.wasBefore(words(begun[name]) || fasterWords.nothing)
      : fasterWords.storedNow(words(before[name]) || fasterWords.nothing);
  };

  return {
    form,
    setForm,
    /** As stored, when it was read last. */
    before,
    /** What a change says of what it has seen. */
    seen: known === undefined ? {} : { version: known.version },
    takeOver: (error: unknown) => void takeOver(error),
    note,
  };
}
