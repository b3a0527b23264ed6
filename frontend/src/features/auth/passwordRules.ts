import type { PasswordRequirements } from "@/api/passwords";

/** How a password stands with one requirement; `open` is for what only the server can tell. */
export type Standing = "met" | "missing" | "refused" | "open";

export interface Rule {
  code: "password_too_short" | "password_too_long" | "password_too_common" | "password_own_words";
  standing: Standing;
  /** Characters too few or too many. */
  by: number;
}

/** What is known here of the person, whose own words make no password. */
export interface OwnTexts {
  texts: readonly string[];
  /** Whether that is all that the server will look at. */
  complete: boolean;
}

/** A password that the server has refused, and the codes it gave as reasons. */
export interface Refusal {
  password: string;
  codes: readonly string[];
}

// Shorter ones stand in too many other words.
const SHORTEST_WORD = 3;

const folded = (text: string): string => text.normalize("NFKC").toLowerCase().trim();
const lengthOf = (text: string): number => [...text].length;

/** The words of names, addresses and numbers, longest first. As the server takes them apart. */
export function ownWords(texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    const whole = folded(text);
    for (const word of [whole, ...whole.split(/[^\p{L}\p{N}]+/u)]) words.add(word);
  }
  return [...words]
    .filter((word) => lengthOf(word) >= SHORTEST_WORD)
    .sort((a, b) => lengthOf(b) - lengthOf(a));
}

function isOwnWords(password: string, texts: readonly string[], least: number): boolean {
  const whole = folded(password);
  const left = ownWords(texts).reduce((rest, word) => rest.replaceAll(word, ""), whole);
  return left !== whole && lengthOf(left) < least;
}

/**
 * How a password stands with each requirement while it is typed. Length and own words are judged
 * here; the list of common passwords is the server's, and so is the last word on everything.
 */
export function judge(
  password: string,
  needs: PasswordRequirements,
  own: OwnTexts,
  refusal: Refusal | null,
): Rule[] {
  const length = lengthOf(password);
  const refused = (code: Rule["code"]) =>
    refusal !== null && refusal.password === password && refusal.codes.includes(code);
  const rule = (code: Rule["code"], standing: Standing, by = 0): Rule => ({
    code,
    standing: refused(code) ? "refused" : standing,
    by,
  });

  const missing = needs.min_length - length;
  const rules = [rule("password_too_short", missing > 0 ? "missing" : "met", missing)];
  const over = length - needs.max_length;
  if (over > 0) rules.push(rule("password_too_long", "refused", over));
  if (needs.refuses_own_words) {
    const mine = isOwnWords(password, own.texts, needs.min_length_besides_own_words);
    const otherwise = own.complete && length > 0 ? "met" : "open";
    rules.push(rule("password_own_words", mine ? "missing" : otherwise));
  }
  if (needs.refuses_common) rules.push(rule("password_too_common", "open"));
  return rules;
}
