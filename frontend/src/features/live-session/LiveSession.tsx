import { type ReactNode, useCallback, useState } from "react";
import { useSearchParams } from "react-router";
import type { Id, LiveState, SessionStudent } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { useLive } from "@/hooks/useLive";
import { AskDialog } from "./AskDialog";
import classes from "./LiveSession.module.css";
import { LiveSkeleton } from "./LiveSkeleton";
import { messages } from "./messages";
import { parseFilter, type RegisterFilter } from "./model";
import { useReview } from "./queries";
import { ReasonDialog } from "./ReasonDialog";
import { RegisterPanel } from "./RegisterPanel";
import { ReviewQueue } from "./ReviewQueue";
import { SessionHead } from "./SessionHead";
import { SessionLog } from "./SessionLog";
import { StudentDialog } from "./StudentDialog";
import { Summary } from "./Summary";
import { useArrivals } from "./useArrivals";
import { useContests } from "./useContests";
import { useMarks } from "./useMarks";
import { useSent } from "./useSent";

/** What is asked for while a student who is not listed is looked for. */
export interface WalkIn {
  state: LiveState;
  /** What was searched for in the register. */
  search: string;
  onClose: () => void;
}

interface LiveSessionProps {
  session: Id;
  /** Finds and records a student who is not in the register; without it that is not offered. */
  walkIn?: ((asked: WalkIn) => ReactNode) | undefined;
}

/** The live page of a session: how many are in, who, who is in doubt, and what to do about it. */
export function LiveSession({ session, walkIn }: LiveSessionProps) {
  const { data, error, refetch } = useLive(session);
  if (data !== undefined)
    return <Loaded state={data} stale={error !== null} refetch={refetch} walkIn={walkIn} />;
  if (error !== null) return <LoadError page error={error} onRetry={() => void refetch()} />;
  return <LiveSkeleton label={messages.loading} />;
}

interface LoadedProps extends Pick<LiveSessionProps, "walkIn"> {
  state: LiveState;
  stale: boolean;
  refetch: () => unknown;
}

function Loaded({ state, stale, refetch, walkIn }: LoadedProps) {
  const { session } = state;
  const [search, setSearch] = useSearchParams();
  const filter = parseFilter(search.get("show"));
  const review = useReview(session.id, state);
  const items = review.data?.items ?? [];
  const questions = review.data?.questions ?? [];
  const chosen = Number(search.get("student"));
  const [asked, setAsked] = useState<SessionStudent | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const marks = useMarks(session.id, session.state === "closed");
  const contests = useContests(session.id);
  const sent = useSent(session.id, (change) => void marks.undo(change));
  const { declining } = contests;
  const fresh = useArrivals(state);

  const openStudent = useCallback(
    (student: Id | null) =>
      setSearch(
        (before) => {
          if (student === null) before.delete("student");
          else before.set("student", String(student));
          return before;
        },
        { preventScrollReset: true },
      ),
    [setSearch],
  );
  const setFilter = (next: RegisterFilter) =>
    setSearch(
      (before) => {
        if (next === "all") before.delete("show");
        else before.set("show", next);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );

  return (
    <>
      <SessionHead state={state} onTimeUp={refetch} />
      {stale && (
        <p role="status" className={classes.stale}>
          {messages.stale}
        </p>
      )}
      <Summary state={state} />
      <RegisterPanel
        state={state}
        filter={filter}
        onFilter={setFilter}
        fresh={fresh}
        onMark={marks.mark}
        onOpen={openStudent}
        // Before the session opens nobody can have come.
        onWalkIn={walkIn === undefined || session.state === "planned" ? undefined : setAdding}
        queue={
          <ReviewQueue
            items={items}
            rows={state.rows}
            questions={questions}
            onAsk={setAsked}
            onMark={(row, status, reason) => void marks.markWithReason(row, status, reason)}
            onAskReason={marks.askReason}
            contests={contests}
            sent={sent}
          />
        }
      />
      <SessionLog session={session.id} version={state.version} />
      {Number.isInteger(chosen) && chosen > 0 && (
        <StudentDialog
          session={session.id}
          student={chosen}
          row={state.rows.find((row) => row.student.id === chosen)}
          waiting={items.filter((item) => item.student.id === chosen)}
          contests={contests}
          sent={sent}
          onClose={() => openStudent(null)}
          onAsk={setAsked}
          onKeep={(row) =>
            row.status !== null && void marks.markWithReason(row, row.status, messages.keepReason)
          }
          onRemove={(row) => marks.askReason(row, "absent")}
        />
      )}
      {adding !== null && walkIn?.({ state, search: adding, onClose: () => setAdding(null) })}
      <AskDialog session={session.id} student={asked} onClose={() => setAsked(null)} />
      <ReasonDialog
        title={declining === null ? null : messages.declineTitle(declining.name)}
        hint={messages.declineHint}
        ideas={messages.declineIdeas}
        onClose={() => contests.decline(null)}
        onSave={async (reason) =>
          declining !== null && (await contests.choose(declining, "decline", reason))
        }
      />
      <ReasonDialog
        title={
          marks.pending === null
            ? null
            : messages.reasonTitle(marks.pending.row.student.full_name, marks.pending.status)
        }
        onClose={marks.dismiss}
        onSave={async (reason) =>
          marks.pending !== null &&
          (await marks.markWithReason(marks.pending.row, marks.pending.status, reason))
        }
      />
    </>
  );
}
