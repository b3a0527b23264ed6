import { ActionIcon, Button, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/staff/keys";
import {
  changeGuardian,
  createGuardian,
  deleteGuardian,
  fetchGuardians,
  type Guardian,
} from "@/api/staff/people";
import type { Id } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { errorToast, undoToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { PlusIcon, TrashIcon } from "@/components/ui/icons";
import { useLast } from "@/hooks/useLast";
import { guardianFields, knownGuardian } from "./forms";
import { messages } from "./messages";
import classes from "./People.module.css";
import { PersonDialog } from "./PersonDialog";
import { useGuardians } from "./queries";

/** Who is told about a student: added, changed, removed. */
export function Guardians({ student }: { student: Id }) {
  const { data, error, refetch } = useGuardians(student);
  const [edited, setEdited] = useState<Guardian | "new">();
  const shown = useLast(edited);
  const one = shown === "new" ? undefined : shown;
  const add = (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<PlusIcon size={14} />}
      onClick={() => setEdited("new")}
    >
      {messages.addGuardian}
    </Button>
  );
  const remove = useRemoval(student);
  return (
    <Panel title={messages.guardians} aside={data?.length ? add : undefined}>
      {data === undefined && error === null && <Skeleton height={64} />}
      {data === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && (
        <EmptyNote title={messages.guardianNone} action={add}>
          {messages.guardianNoneText}
        </EmptyNote>
      )}
      {data !== undefined && data.length > 0 && (
        <ul className={classes.guardians}>
          {data.map((guardian) => (
            <li key={guardian.id}>
              <span>
                <strong>{guardian.name}</strong>
                <br />
                <span className={classes.quiet}>
                  {[guardian.email, guardian.phone].filter(Boolean).join(" · ")}
                </span>
              </span>
              <span className={classes.ways}>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={messages.editOne(guardian.name)}
                  onClick={() => setEdited(guardian)}
                >
                  {messages.edit}
                </Button>
                <ActionIcon
                  size={32}
                  aria-label={messages.guardianRemove(guardian.name)}
                  onClick={() => remove(guardian)}
                >
                  <TrashIcon size={16} />
                </ActionIcon>
              </span>
            </li>
          ))}
        </ul>
      )}
      <PersonDialog
        title={one === undefined ? messages.addGuardian : messages.editTitle(one.name)}
        opened={edited !== undefined}
        fields={guardianFields}
        known={one && knownGuardian(one)}
        reread={async (known) => {
          const now = (await fetchGuardians(student)).find(({ id }) => id === known.id);
          return now === undefined ? known : knownGuardian(now);
        }}
        save={(body) =>
          one === undefined
            ? createGuardian(student, body as Parameters<typeof createGuardian>[1])
            : changeGuardian(one.id, body as Parameters<typeof changeGuardian>[1])
        }
        said={({ name }) => (one === undefined ? messages.created(name) : messages.saved(name))}
        onClose={() => setEdited(undefined)}
      />
    </Panel>
  );
}

/** Removes a guardian at once and offers to add them again. */
function useRemoval(student: Id) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.guardians(student) });
  const restore = useMutation({
    mutationFn: ({ name, email, phone }: Guardian) =>
      createGuardian(student, { name, email, phone }),
    onError: errorToast,
    onSettled: refresh,
  });
  const removal = useMutation({
    mutationFn: (guardian: Guardian) => deleteGuardian(guardian.id),
    onSuccess: (_, guardian) =>
      undoToast({
        message: messages.guardianRemoved(guardian.name),
        onUndo: () => restore.mutate(guardian),
      }),
    onError: errorToast,
    onSettled: refresh,
  });
  return removal.mutate;
}
