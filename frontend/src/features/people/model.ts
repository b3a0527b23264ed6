import type { AccountAction, Outcome } from "@/api/staff/people";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";

/** What takes back what was done. */
export const OPPOSITE: Record<AccountAction, AccountAction> = {
  deactivate: "reactivate",
  reactivate: "deactivate",
  invite: "withdraw_invitation",
  withdraw_invitation: "invite",
};

/** What was done, and how many were left as they are for which reason, in words. */
export function outcomeWords(action: AccountAction, outcome: Outcome): string {
  const { done, reasons } = outcome;
  const said =
    done.length === 0 ? messages.nothingDone : messages.done[action](formatNumber(done.length));
  if (reasons.length === 0) return said;
  const left = reasons.map(({ reason, count }) =>
    messages.left(formatNumber(count), messages.whyLeft[reason]),
  );
  return `${said} ${messages.leftAsIs(left.join(", "))}`;
}

/** One text field of a form. */
export interface FormField {
  name: string;
  label: string;
  hint?: string | undefined;
  type?: "text" | "email" | "tel" | "year";
  maxLength: number;
  required?: boolean;
}

export type Values = Record<string, string>;

/** Somebody as last read: what a form shows of them, and which state of theirs that is. */
export interface Known {
  id: number;
  values: Values;
  version: string;
}

/** Whether a form holds something that is not stored. */
export const isTyped = (fields: readonly FormField[], values: Values, before: Values): boolean =>
  fields.some(({ name }) => (values[name] ?? "") !== (before[name] ?? ""));

/** What a form goes on with after somebody else was faster: what was typed, the rest as stored. */
export function merged(typed: Values, before: Values, stored: Values): Values {
  const next = { ...typed };
  for (const [name, value] of Object.entries(stored)) {
    if ((typed[name] ?? "") === (before[name] ?? "")) next[name] = value;
  }
  return next;
}

/** What cannot be sent as it is, by field. The server has the last word on all else. */
export function problemsIn(fields: readonly FormField[], values: Values): Values {
  const problems: Values = {};
  for (const { name, required, type } of fields) {
    const value = (values[name] ?? "").trim();
    if (required && value === "") problems[name] = messages.required;
    else if (type === "year" && value !== "" && !/^[1-9]\d{0,3}$/.test(value)) {
      problems[name] = messages.badYear;
    }
  }
  return problems;
}

/** Fields as the API takes them: trimmed, a year as a number; only what differs from `before`. */
export function bodyOfForm(
  fields: readonly FormField[],
  values: Values,
  before: Values = {},
): Record<string, string | number | null> {
  const body: Record<string, string | number | null> = {};
  for (const { name, type } of fields) {
    const value = (values[name] ?? "").trim();
    if (value === (before[name] ?? "")) continue;
    if (type === "year") body[name] = value === "" ? null : Number(value);
    else body[name] = value;
  }
  return body;
}
