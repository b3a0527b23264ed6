/** Reads its text to screen readers each time it changes; stays in the page for that. */
export function Announcer({ text }: { text: string }) {
  return (
    <p className="visually-hidden" role="status" aria-live="polite" aria-atomic="true">
      {text}
    </p>
  );
}
