import type { ImportResult, ImportState } from "@/api/staff/types";
import classes from "./Imports.module.css";
import { messages } from "./messages";

/** The state of an import: a word with a dot, whose colour never speaks alone. */
export function StateMark({ state }: { state: ImportState }) {
  return (
    <span className={classes.mark} data-state={state}>
      {messages.states[state]}
    </span>
  );
}

/** What a row would do, or has done. */
export function ResultMark({ result }: { result: ImportResult }) {
  return (
    <span className={classes.mark} data-result={result}>
      {messages.results[result]}
    </span>
  );
}
