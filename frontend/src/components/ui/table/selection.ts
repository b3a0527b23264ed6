/** Which rows of a list that comes in pages are chosen: some by their keys, or all that match. */
export type Selection = { all: false; ids: ReadonlySet<number> } | { all: true };

export const NOTHING: Selection = { all: false, ids: new Set() };

export const isChosen = (selection: Selection, id: number): boolean =>
  selection.all || selection.ids.has(id);

/** How many rows are chosen of the `total` that match. */
export const chosenCount = (selection: Selection, total: number): number =>
  selection.all ? total : selection.ids.size;

/** Whether the box above a page is ticked, empty or between the two. */
export function pageState(
  selection: Selection,
  page: readonly number[],
): "none" | "some" | "whole" {
  const chosen = page.filter((id) => isChosen(selection, id)).length;
  if (chosen === 0) return "none";
  return chosen === page.length ? "whole" : "some";
}

/**
 * Ticks or clears one row. Clearing one of "all that match" leaves the other rows in sight: never
 * more than what somebody has looked at.
 */
export function toggled(selection: Selection, id: number, page: readonly number[]): Selection {
  const ids = new Set(selection.all ? page : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { all: false, ids };
}

/** Ticks all rows of a page, or clears them when all are ticked. Other pages keep theirs. */
export function pageToggled(selection: Selection, page: readonly number[]): Selection {
  if (selection.all) return NOTHING;
  const ids = new Set(selection.ids);
  const whole = pageState(selection, page) === "whole";
  for (const id of page) {
    if (whole) ids.delete(id);
    else ids.add(id);
  }
  return { all: false, ids };
}
