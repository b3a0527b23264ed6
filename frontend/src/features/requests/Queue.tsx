import { Button } from "@mantine/core";
import { useState } from "react";
import type { Id, Waiting } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Pager } from "@/components/ui/table/Pager";
import { DisputeItem } from "./DisputeItem";
import { messages } from "./messages";
import { keyOf, kindsOf, type View } from "./model";
import { Pending } from "./Pending";
import { PAGE_SIZE, useQueue } from "./queries";
import type { Asking } from "./ReasonDialog";
import { RequestItem } from "./RequestItem";
import classes from "./Requests.module.css";
import type { Decide } from "./useDecide";

interface QueueProps {
  view: View;
  search: string;
  course: Id | undefined;
  page: number;
  decide: Decide;
  onAsk: (asking: Asking) => void;
  onPage: (page: number) => void;
}

/** What waits, the oldest first; requests can be approved together. */
export function Queue({ view, search, course, page, decide, onAsk, onPage }: QueueProps) {
  const filter = { kinds: kindsOf(view), search, course, page };
  const { data, error, refetch } = useQueue(filter);
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set());
  if (data === undefined) return <Pending error={error} onRetry={() => void refetch()} />;
  if (data.results.length === 0) {
    if (search !== "" || course !== undefined)
      return <EmptyNote title={messages.noneFound}>{messages.noneFoundText}</EmptyNote>;
    return <EmptyNote title={messages.empty}>{messages.emptyText}</EmptyNote>;
  }
  const requests = data.results.flatMap(({ request }) => request ?? []);
  // Somebody else may have decided what was chosen.
  const selected = requests.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const select = (id: Id, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const approve = () =>
    void decide.approveMany(selected).then(() => {
      setChosen(new Set());
    });
  return (
    <>
      {selected.length > 0 && (
        <div className={classes.bulk}>
          <span role="status">{messages.selected(selected.length)}</span>
          <Button variant="default" onClick={() => setChosen(new Set())}>
            {messages.clear}
          </Button>
          <Button loading={decide.busy === "many"} onClick={approve}>
            {messages.approveSelected}
          </Button>
        </div>
      )}
      <ul className={classes.list} aria-label={messages.waiting}>
        {data.results.map((item) => (
          <Item
            key={keyOf(item)}
            item={item}
            decide={decide}
            onAsk={onAsk}
            selected={item.request !== null && chosen.has(item.request.id)}
            onSelect={requests.length > 1 ? select : undefined}
          />
        ))}
      </ul>
      <Pager
        label={messages.pages}
        page={page}
        pageSize={PAGE_SIZE}
        count={data.count}
        onPage={onPage}
      />
    </>
  );
}

interface ItemProps {
  item: Waiting;
  decide: Decide;
  onAsk: (asking: Asking) => void;
  selected: boolean;
  onSelect: ((id: Id, on: boolean) => void) | undefined;
}

function Item({ item, decide, onAsk, selected, onSelect }: ItemProps) {
  const { kind, request, dispute } = item;
  const busy = decide.busy === keyOf(item);
  const ask = (name: string, save: Asking["save"]) =>
    onAsk({ title: messages.declineTitle(name), label: messages.decline, save });
  if (request !== null) {
    return (
      <RequestItem
        one={request}
        busy={busy}
        selected={selected}
        onSelect={onSelect && ((on) => onSelect(request.id, on))}
        onApprove={() => void decide.request(request, "approve")}
        onDecline={() =>
          ask(request.student.full_name, (reason) => decide.request(request, "decline", reason))
        }
      />
    );
  }
  if (dispute === null) return null;
  const contested = kind === "contest";
  return (
    <DisputeItem
      kind={kind}
      one={dispute}
      busy={busy}
      onAccept={(verdict) =>
        void (contested ? decide.contest(dispute, verdict) : decide.attempt(dispute, kind, true))
      }
      onDecline={() =>
        ask(dispute.student.full_name, (reason) =>
          contested
            ? decide.contest(dispute, "decline", reason)
            : decide.attempt(dispute, kind, false, reason),
        )
      }
    />
  );
}
