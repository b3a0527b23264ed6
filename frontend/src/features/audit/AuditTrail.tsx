import { Button, NativeSelect, Skeleton, TextInput } from "@mantine/core";
import { useMemo } from "react";
import type { AuditEntry, AuditFilters } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { SearchField } from "@/components/ui/table/SearchField";
import { useTableParams } from "@/components/ui/table/useTableParams";
import { useStaff } from "@/hooks/useStaff";
import classes from "./Audit.module.css";
import { messages } from "./messages";
import { PersonFilter } from "./PersonFilter";
import { useAudit } from "./queries";

// `who` is the name of the chosen person, so that the page can say it.
const FILTERS = ["action", "person", "who", "first_day", "last_day"] as const;

/** What was done in the organisation, newest first, narrowed as the address says. */
export function AuditTrail() {
  const [{ search, filters }, change] = useTableParams(FILTERS);
  const wanted = useMemo(() => {
    const { person, who: _name, ...texts } = filters;
    const asked: AuditFilters = { ...(texts as AuditFilters) };
    if (search !== "") asked.text = search;
    if (person !== undefined && /^\d{1,15}$/.test(person)) asked.person = Number(person);
    return asked;
  }, [search, filters]);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit(wanted);
  const entries = data?.pages.flatMap((page) => page.results);
  const actions = data?.pages[0]?.actions ?? [];
  const choose = (name: (typeof FILTERS)[number]) => (event: { currentTarget: HTMLElement }) => {
    const { value } = event.currentTarget as HTMLInputElement | HTMLSelectElement;
    change({ filters: { [name]: value } });
  };

  return (
    <>
      <PageHead title={messages.title} below={<span>{messages.below}</span>} />
      <div className={classes.filters}>
        <SearchField
          label={messages.search}
          value={search}
          onSearch={(text) => change({ search: text })}
        />
        <NativeSelect
          label={messages.action}
          value={filters.action ?? ""}
          onChange={choose("action")}
          data={[
            { value: "", label: messages.everything },
            ...actions.map(({ value, words }) => ({ value, label: words })),
          ]}
        />
        <TextInput
          type="date"
          label={messages.from}
          value={filters.first_day ?? ""}
          onChange={choose("first_day")}
        />
        <TextInput
          type="date"
          label={messages.to}
          value={filters.last_day ?? ""}
          onChange={choose("last_day")}
        />
      </div>
      <PersonFilter
        person={filters.person ?? ""}
        name={filters.who ?? ""}
        onChoose={(found) =>
          change({
            filters: { person: found === null ? "" : String(found.id), who: found?.name ?? "" },
          })
        }
      />
      {entries === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {entries === undefined && error === null && (
        <div aria-busy="true" role="status" aria-label={messages.loading}>
          <Skeleton height={420} radius="lg" />
        </div>
      )}
      {entries?.length === 0 && <EmptyNote title={messages.empty}>{messages.emptyText}</EmptyNote>}
      {entries !== undefined && entries.length > 0 && (
        <>
          <ul className={classes.list} aria-label={messages.entries}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
          <p className={classes.foot}>
            {hasNextPage ? (
              <Button
                variant="default"
                loading={isFetchingNextPage}
                onClick={() => void fetchNextPage()}
              >
                {messages.more}
              </Button>
            ) : (
              messages.end
            )}
          </p>
        </>
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { format } = useStaff();
  const { actor_name, target_label, summary, network } = entry;
  const facts = [
    actor_name === "" ? messages.nobody : actor_name,
    target_label,
    summary,
    network === "" ? "" : messages.network(network),
  ].filter((fact) => fact !== "");
  return (
    <li data-action={entry.action}>
      <time className={classes.when} dateTime={entry.at}>
        {`${format.date(entry.at)}, ${format.time(entry.at)}`}
      </time>
      <div>
        <p className={classes.what}>{entry.action_words}</p>
        <p className={classes.facts}>
          {entry.by_platform_staff && (
            <span className={classes.platform}>{messages.platform} · </span>
          )}
          {facts.join(" · ")}
        </p>
      </div>
    </li>
  );
}
