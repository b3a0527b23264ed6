import type { ClassEntry, Id, Session } from "@/api/staff/types";

/** What is open, of the list that was read and of the classes as they are now. */
export function openNow(listed: readonly Session[], entries: readonly ClassEntry[]) {
  const stateOf = new Map(entries.map(({ session }) => [session?.id, session?.state]));
  const still = listed.filter(({ id }) => (stateOf.get(id) ?? "open") === "open");
  const known = new Set<Id>(listed.map(({ id }) => id));
  const begun = entries.flatMap(({ session }) =>
    session?.state === "open" && !known.has(session.id) ? [session.id] : [],
  );
  return { still, begun };
}

/** Today's classes but for those that are open. */
export const notOpen = (entries: readonly ClassEntry[]): ClassEntry[] =>
  entries.filter(({ session }) => session?.state !== "open");

/** Planned sessions that do not stand among today's classes. */
export function laterOnes(planned: readonly Session[], entries: readonly ClassEntry[]): Session[] {
  const today = new Set(entries.map(({ session }) => session?.id));
  return planned.filter(({ id }) => !today.has(id));
}
