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

/** A grey bar in place of a short text. */
export function SkeletonText() {
  return <span className="bone bone-text" aria-hidden="true" />;
}
