import { Button, CloseButton, SegmentedControl, TextInput } from "@mantine/core";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import type { Id, LiveState, RegisterRow, RegisterStatus } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { SearchIcon } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./LiveSession.module.css";
import { messages } from "./messages";
import {
  filterCounts,
  parseFilter,
  REGISTER_FILTERS,
  type RegisterFilter,
  visibleRows,
} from "./model";
import { Register } from "./Register";

interface RegisterPanelProps {
  state: LiveState;
  filter: RegisterFilter;
  onFilter: (filter: RegisterFilter) => void;
  fresh: ReadonlySet<Id>;
  onMark: (row: RegisterRow, status: RegisterStatus) => void;
  /** Shows all that is known of a student. */
  onOpen: (student: Id) => void;
  /** Looks among all students, first for what was searched for here. */
  onWalkIn?: ((search: string) => void) | undefined;
  /** What stands in the place of the list while the review filter is on. */
  queue: ReactNode;
}

/** Filters, search, and the rows they leave. */
export function RegisterPanel(props: RegisterPanelProps) {
  const { state, filter, onFilter, fresh, onMark, onOpen, onWalkIn, queue } = props;
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search);
  const counts = filterCounts(state.counts, state.rows);
  const rows = useMemo(
    () => visibleRows(state.rows, filter === "review" ? "all" : filter, sought),
    [state.rows, filter, sought],
  );
  const closed = state.session.state === "closed";
  const reviewing = filter === "review" && sought === "";

  return (
    <section aria-label={messages.register}>
      <div className={classes.tools}>
        <SegmentedControl
          className={classes.filters}
          aria-label={messages.filterLabel}
          value={filter}
          onChange={(value) => onFilter(parseFilter(value))}
          data={REGISTER_FILTERS.map((value) => ({
            value,
            label: (
              <span data-testid={`filter-${value}`}>
                {closed && value === "not_yet" ? messages.statuses.absent : messages.filters[value]}{" "}
                <span className={classes.filterCount}>{formatNumber(counts[value])}</span>
              </span>
            ),
          }))}
        />
        <TextInput
          className={classes.search}
          type="text"
          inputMode="search"
          aria-label={messages.search}
          placeholder={messages.search}
          leftSection={<SearchIcon size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          rightSection={
            search === "" ? undefined : (
              <CloseButton aria-label={messages.clearSearch} onClick={() => setSearch("")} />
            )
          }
        />
      </div>
      {closed && <p className={classes.note}>{messages.closedNote}</p>}
      {reviewing ? (
        queue
      ) : (
        <>
          <div className={classes.framed}>
            {rows.length === 0 ? (
              <Nothing
                filter={filter}
                searching={sought !== ""}
                course={state.session.course.id}
                onWalkIn={onWalkIn && (() => onWalkIn(sought.trim()))}
              />
            ) : (
              <Register rows={rows} fresh={fresh} onMark={onMark} onOpen={onOpen} />
            )}
          </div>
          <p className={classes.note}>
            <span role="status">{messages.rowsShown(rows.length)}</span>
            <span className={classes.keyboard}>{messages.keyboard}</span>
          </p>
          {onWalkIn && (rows.length > 0 || sought === "") && (
            <Button variant="default" mt="xs" onClick={() => onWalkIn(sought.trim())}>
              {messages.walkIn}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function Nothing({
  filter,
  searching,
  course,
  onWalkIn,
}: {
  filter: RegisterFilter;
  searching: boolean;
  course: Id;
  onWalkIn: (() => void) | undefined;
}) {
  if (searching)
    return (
      <EmptyNote
        title={messages.emptySearch}
        action={onWalkIn && <Button onClick={onWalkIn}>{messages.walkInSearch}</Button>}
      />
    );
  if (filter === "in")
    return <EmptyNote title={messages.emptyIn}>{messages.emptyInText}</EmptyNote>;
  if (filter === "not_yet") return <EmptyNote title={messages.emptyNotYet} />;
  return (
    <EmptyNote
      title={messages.emptyAll}
      action={<LinkButton to={`/courses/${course}`}>{messages.emptyAllAction}</LinkButton>}
    >
      {messages.emptyAllText}
    </EmptyNote>
  );
}
