import { useState } from "react";

/** The value, and while there is none the one before: a dialog that closes still shows it. */
export function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}
