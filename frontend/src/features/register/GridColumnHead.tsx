// biome-ignore-all lint/a11y/useSemanticElements: a part of a grid that is no table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the cell it stands on
import { Menu } from "@mantine/core";
import { memo, type ReactNode } from "react";
import type { RegisterSession } from "@/api/staff/types";
import { ChevronDownIcon } from "@/components/ui/icons";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Grid.module.css";
import { messages } from "./messages";

/** How many columns stand before those of the sessions. */
export const FIXED_COLUMNS = 2;

/** What can be done with a whole session; always the same function, or every head is drawn anew. */
export type ColumnMenuOf = (session: RegisterSession, index: number) => ReactNode;

interface GridColumnHeadProps {
  session: RegisterSession;
  index: number;
  reachable: boolean;
  menu: ColumnMenuOf;
}

/** A session's head; thirty menus are not drawn anew at every key, nor at every mark. */
export const GridColumnHead = memo(function GridColumnHead(props: GridColumnHeadProps) {
  const { session, index, reachable, menu } = props;
  const { format } = useStaff();
  const day = format.dayTime(session.opens_at);
  const { present, late, enrolled } = session.counts;
  const [weekday, ...date] = format.day(session.opens_at).split(/,? /);
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1 + FIXED_COLUMNS}
      className={classes.columnHead}
      data-state={session.state}
      data-column={index}
    >
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <button
            type="button"
            className={classes.columnButton}
            tabIndex={reachable ? 0 : -1}
            data-testid={`column-${session.id}`}
          >
            <span className={classes.weekday}>
              {weekday}
              <ChevronDownIcon size={12} />
            </span>
            <span className={classes.date}>{date.join(" ")}</span>
            <span>{format.time(session.opens_at)}</span>
            <span className={classes.unseen}>{messages.columnMenu}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {day}
            {session.venue_name !== "" && ` · ${session.venue_name}`}
          </Menu.Label>
          {menu(session, index)}
        </Menu.Dropdown>
      </Menu>
      <span className={classes.came} title={messages.cameLabel(present + late, enrolled)}>
        {session.state === "planned" ? "–" : messages.came(present + late, enrolled)}
      </span>
    </div>
  );
});
