import type { AbsenceReason, RequestOptions } from "@/api/student/types";
import { uuid } from "@/lib/uuid";

/** What a student has filled in, but for the file. */
export interface Draft {
  /** Of this form: sent twice, it is stored once. */
  reference: string;
  about: "days" | "class";
  first: string;
  last: string;
  session: number | null;
  /** None: all courses. */
  courses: number[];
  kind: AbsenceReason;
  text: string;
}

const KEY = "absence-request";

/** An empty form; about one class when one is given. */
export const emptyDraft = (today: string, session: number | null): Draft => ({
  reference: uuid(),
  about: session === null ? "days" : "class",
  first: today,
  last: today,
  session,
  courses: [],
  kind: "illness",
  text: "",
});

/** What was typed in this tab and not sent; null for none, and where the browser keeps nothing. */
export function keptDraft(): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

/** Keeps what was typed until the tab is closed: illnesses are not left on a shared computer. */
export function keepDraft(draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // A private window may refuse; the form itself still has it.
  }
}

/** What is missing in a form, in one word; null when it can be sent. */
export function missing(draft: Draft): "days" | "order" | "class" | null {
  if (draft.about === "class") return draft.session === null ? "class" : null;
  if (draft.first === "" || draft.last === "") return "days";
  return draft.last < draft.first ? "order" : null;
}

/** The form as the API takes it. */
export function formOf(draft: Draft, file: File | null): FormData {
  const form = new FormData();
  form.append("client_reference", draft.reference);
  form.append("kind", draft.kind);
  form.append("text", draft.text);
  if (draft.about === "class") form.append("session", String(draft.session));
  else {
    form.append("first_day", draft.first);
    form.append("last_day", draft.last);
    for (const course of draft.courses) form.append("courses", String(course));
  }
  if (file !== null) form.append("file", file, "file");
  return form;
}

/** The classes that a form offers, those that were missed last first. */
export function classesOf(options: RequestOptions) {
  return {
    missed: options.classes.filter(({ missed: past }) => past).reverse(),
    ahead: options.classes.filter(({ missed: past }) => !past),
  };
}
