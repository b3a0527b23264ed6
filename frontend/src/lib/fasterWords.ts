/** What a form says after somebody else was faster. */
export const fasterWords = {
  changedMeanwhile:
    "Somebody else has changed this in the meantime. What you typed is still here; the rest is as stored now. Look through it, then save again.",
  storedNow: (value: string) => `Stored now: ${value}`,
  wasBefore: (value: string) => `Changed by somebody else. It was: ${value}`,
  nothing: "nothing",
} as const;
