import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "../../messages";
import classes from "./DataTable.module.css";
import { chosenCount, NOTHING, type Selection } from "./selection";

interface BulkBarProps {
  selection: Selection;
  /** How many rows match in all, and how many of them are in sight. */
  total: number;
  inSight: number;
  onSelection: (selection: Selection) => void;
  /** What can be done with the chosen rows. */
  children: ReactNode;
}

/** Stands at the foot of the window while rows are chosen, with what can be done with them. */
export function BulkBar({ selection, total, inSight, onSelection, children }: BulkBarProps) {
  const count = chosenCount(selection, total);
  if (count === 0) return null;
  return (
    <section className={classes.bulk} aria-label={messages.chosenRows} data-testid="bulk-bar">
      <div className={classes.bulkWords}>
        <strong role="status">{messages.chosen(formatNumber(count))}</strong>
        {!selection.all && total > inSight && (
          <Button
            size="compact-sm"
            variant="transparent"
            className={classes.plain}
            onClick={() => onSelection({ all: true })}
          >
            {messages.chooseAll(formatNumber(total))}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="transparent"
          className={classes.plain}
          onClick={() => onSelection(NOTHING)}
        >
          {messages.chooseNone}
        </Button>
      </div>
      <div className={classes.bulkActs}>{children}</div>
    </section>
  );
}
