/** A plan that was closed before it opened: nobody was expected, so nobody was absent. */
export function wasCalledOff(session: {
  state: string;
  opens_at: string;
  closed_at: string | null;
}): boolean {
  if (session.state !== "closed" || session.closed_at === null) return false;
  return Date.parse(session.closed_at) < Date.parse(session.opens_at);
}
