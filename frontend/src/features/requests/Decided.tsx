import type { Id } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { Pager } from "@/components/ui/table/Pager";
import { messages } from "./messages";
import { Pending } from "./Pending";
import { PAGE_SIZE, useDecided } from "./queries";
import type { Asking } from "./ReasonDialog";
import { RequestItem } from "./RequestItem";
import classes from "./Requests.module.css";
import type { Decide } from "./useDecide";

interface DecidedProps {
  search: string;
  course: Id | undefined;
  page: number;
  decide: Decide;
  onAsk: (asking: Asking) => void;
  onPage: (page: number) => void;
}

/** Requests that were decided or withdrawn, the last decision first; approvals can be taken back. */
export function Decided({ search, course, page, decide, onAsk, onPage }: DecidedProps) {
  const { data, error, refetch } = useDecided({ search, course, page });
  if (data === undefined) return <Pending error={error} onRetry={() => void refetch()} />;
  if (data.results.length === 0) {
    return (
      <EmptyNote
        title={search === "" && course === undefined ? messages.noneDecided : messages.noneFound}
      />
    );
  }
  return (
    <>
      <ul className={classes.list} aria-label={messages.decided}>
        {data.results.map((one) => (
          <RequestItem
            key={one.id}
            one={one}
            busy={decide.busy === `request-${one.id}`}
            onRevoke={() =>
              onAsk({
                title: messages.revokeTitle(one.student.full_name),
                lead: messages.revokeLead,
                label: messages.revoke,
                save: (reason) => decide.revoke(one, reason),
              })
            }
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
