import { timeZone } from "@/api/account";
import type { StoredKind } from "@/api/student/types";
import { Icon } from "@/components/light/Icon";
import { formatNumber, zonedFormat } from "@/lib/zonedFormat";
import { messages } from "./messages";

type Example = StoredKind["examples"][number];

function momentText(at: string): string {
  const { date, time } = zonedFormat(timeZone());
  return `${date(at)}, ${time(at)}`;
}

function OneExample({ example }: { example: Example }) {
  return (
    <dl className="data-example">
      {example.facts.map(({ name, value, is_moment }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{is_moment ? momentText(value) : value}</dd>
        </div>
      ))}
      {example.deleted_at && (
        <div>
          <dt>{messages.deletedAt}</dt>
          <dd>{momentText(example.deleted_at)}</dd>
        </div>
      )}
    </dl>
  );
}

function countText({ count }: StoredKind): string {
  if (count === null) return messages.uncounted;
  return count === 0 ? messages.none : messages.count(formatNumber(count));
}

/** One kind of data: what it is, how long it is kept, and the newest of it. */
export function Kind({ kind }: { kind: StoredKind }) {
  const { title, text, kept, count, next_deletion, examples } = kind;
  const all = examples.length === count;
  return (
    <details className="kind" data-kind={kind.key}>
      <summary>
        <span className="row-text">
          <strong>{title}</strong>
          <span>{countText(kind)}</span>
          {next_deletion && <span>{messages.nextDeletion(momentText(next_deletion))}</span>}
        </span>
        <Icon name="next" size={20} />
      </summary>
      <div className="kind-body">
        <p>{text}</p>
        <p>
          <strong>{messages.kept}:</strong> {kept}
        </p>
        {examples.length > 0 && (
          <>
            <h3>
              {all
                ? messages.all
                : messages.latest(formatNumber(examples.length), formatNumber(count ?? 0))}
            </h3>
            {examples.map((example, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no key of their own and never move
              <OneExample key={index} example={example} />
            ))}
          </>
        )}
      </div>
    </details>
  );
}
