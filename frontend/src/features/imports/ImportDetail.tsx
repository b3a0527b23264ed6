import { Skeleton } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Id, ImportKind, ImportRun } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { BackLink } from "@/components/ui/BackLink";
import { useStaff } from "@/hooks/useStaff";
import { FileRows } from "./FileRows";
import { KeptRows } from "./KeptRows";
import { Mapping } from "./Mapping";
import { messages } from "./messages";
import { isAtWork } from "./model";
import { useImport, useImportKinds, useStoredElsewhere } from "./queries";
import { StateMark } from "./StateMark";
import { StatePanel } from "./StatePanel";

interface ImportDetailProps {
  id: Id;
  onChecked: (id: Id) => void;
  onDiscarded: () => void;
}

/** One import from its check to its undoing: where it stands, what can be done, its rows. */
export function ImportDetail({ id, onChecked, onDiscarded }: ImportDetailProps) {
  const run = useImport(id);
  const kinds = useImportKinds();
  const kind = kinds.data?.find(({ name }) => name === run.data?.kind);
  const error = run.data === undefined ? run.error : kind === undefined ? kinds.error : null;
  if (error !== null) {
    return (
      <LoadError
        page
        error={error}
        onRetry={() => {
          void run.refetch();
          void kinds.refetch();
        }}
      />
    );
  }
  if (run.data === undefined || kind === undefined) return <Bones />;
  return <Loaded run={run.data} kind={kind} onChecked={onChecked} onDiscarded={onDiscarded} />;
}

interface LoadedProps extends Omit<ImportDetailProps, "id"> {
  run: ImportRun;
  kind: ImportKind;
}

function Loaded({ run, kind, onChecked, onDiscarded }: LoadedProps) {
  const { format } = useStaff();
  useEnd(run);
  return (
    <>
      <PageHead
        title={messages.heading(kind.title, run.file_name)}
        above={<BackLink to="/imports">{messages.back}</BackLink>}
        below={
          <>
            <StateMark state={run.state} />
            <span>{messages.checkedBy(run.by, format.dayTime(run.created_at))}</span>
          </>
        }
      />
      <StatePanel run={run} onDiscarded={onDiscarded} />
      {run.state === "undone" && <KeptRows run={run} />}
      {run.file_kept && run.header.length > 0 && (
        <Mapping run={run} kind={kind} onChecked={onChecked} />
      )}
      <FileRows run={run} kind={kind} />
    </>
  );
}

/** When the worker is done, says so, and lets other screens read anew. */
function useEnd(run: ImportRun): void {
  const storedElsewhere = useStoredElsewhere();
  const wasAtWork = useRef(false);
  const atWork = isAtWork(run);
  useEffect(() => {
    if (wasAtWork.current && !atWork) {
      announce(messages.finished(messages.states[run.state]));
      storedElsewhere();
    }
    wasAtWork.current = atWork;
  }, [atWork, run.state, storedElsewhere]);
}

function Bones() {
  return (
    <div aria-busy="true" role="status" aria-label={messages.loadingOne}>
      <Skeleton height={28} width="min(24rem, 80%)" mb="lg" />
      <Skeleton height={120} mb="lg" />
      <Skeleton height={280} />
    </div>
  );
}
