/** Grey bars in the shape of `rows` list rows to come. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div className="rows" aria-busy="true" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never move
        <div className="row" key={index} aria-hidden="true">
          <span className="row-text">
            <span className="bone bone-wide" />
            <span className="bone bone-narrow" />
          </span>
          <span className="bone bone-chip" />
        </div>
      ))}
    </div>
  );
}

/** Grey bars in the shape of `cards` classes to come. */
export function SkeletonCards({ cards, label }: { cards: number; label: string }) {
  return (
    <div className="classes" aria-busy="true" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: cards }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cards are alike and never move
        <div className="class class-bones" key={index} aria-hidden="true">
          <span className="bone bone-code" />
          <span className="bone bone-title" />
          <span className="bone bone-narrow" />
        </div>
      ))}
    </div>
  );
}

/** A grey bar in place of a short text. */
export function SkeletonText() {
  return <span className="bone bone-text" aria-hidden="true" />;
}
