/** Lists that are here as a whole: searched, sorted and cut into pages without asking the server. */

/** The rows on one page: enough to look through, little enough to draw at once. */
export const PAGE_SIZE = 50;

type Value = string | number;

export interface Rules<Row> {
  /** What the search looks through. */
  textOf: (row: Row) => string;
  /** What each sortable column is sorted by. */
  sorts: Record<string, (row: Row) => Value>;
  /** The order while no column is chosen, as the API writes it: `-` before it from the end. */
  usual: string;
}

interface Wanted {
  search: string;
  sort: string;
  page: number;
}

interface LocalPage<Row> {
  /** All rows that match, in order. */
  matching: Row[];
  /** Those of the page. */
  rows: Row[];
  /** The page that is shown: the last one where there are not as many. */
  page: number;
}

/** Lower case without accents, so that "jose" finds "José". */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

const words = new Intl.Collator("en", { sensitivity: "base", numeric: true });

const compare = (a: Value, b: Value): number =>
  typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));

/** The page of a list that somebody looks at. */
export function localPage<Row>(
  all: readonly Row[],
  { search, sort, page }: Wanted,
  { textOf, sorts, usual }: Rules<Row>,
): LocalPage<Row> {
  const sought = fold(search).split(/\s+/).filter(Boolean);
  const matching = all.filter((row) => {
    const text = fold(textOf(row));
    return sought.every((word) => text.includes(word));
  });
  const order = sorts[sort.replace(/^-/, "")] === undefined ? usual : sort;
  const by = sorts[order.replace(/^-/, "")];
  const sign = order.startsWith("-") ? -1 : 1;
  if (by !== undefined) matching.sort((a, b) => sign * compare(by(a), by(b)));
  const shown = Math.min(page, Math.max(1, Math.ceil(matching.length / PAGE_SIZE)));
  const first = (shown - 1) * PAGE_SIZE;
  return { matching, rows: matching.slice(first, first + PAGE_SIZE), page: shown };
}
