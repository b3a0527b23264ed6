import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keys } from "@/api/staff/keys";
import { markCells, undoCells } from "@/api/staff/register";
import type {
  CellConflict,
  CellMark,
  CellsMarked,
  Id,
  Register,
  RegisterRange,
  RegisterStatus,
} from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast, errorToast, undoToast } from "@/components/feedback/toasts";
import { signInClock } from "@/lib/signInClock";
import { messages } from "./messages";
import { type CellKey, withStatuses } from "./model";

/** What one request of the server takes. */
const MOST_AT_ONCE = 2_000;
/** How long the server takes back; afterwards the opposite mark is made, in ms. */
const UNDO_WITHIN_MS = 290_000;
/** How long nobody types before the register is asked for anew, in ms. */
const QUIET_MS = 1_500;

/** What somebody else did to a cell that was to be marked. */
export interface Conflict extends CellConflict {
  wanted: RegisterStatus;
}

interface Act {
  at: number;
  changes: Id[];
  /** What stood in the cells before, to be marked again once undoing is too late. */
  before: (CellKey & { status: RegisterStatus | null; now: RegisterStatus })[];
}

const nameOf = ({ session, student }: CellKey): string => `${session}:${student}`;

type Known = CellKey & { status: RegisterStatus | null };

/** Marks of many cells: shown at once, sent in order, taken back, and never over somebody else's. */
export function useMarking(course: Id, range: RegisterRange, register: Register | undefined) {
  const client = useQueryClient();
  const [pending, setPending] = useState<CellMark[] | null>(null);
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const [reason, setReason] = useState("");
  const [saving, setSaving] = useState(false);
  const queue = useRef<CellMark[]>([]);
  // What is on its way to the server, by cell: the answer to a poll may not have it yet.
  const sent = useRef(new Map<string, CellMark>());
  const busy = useRef(false);
  const last = useRef<Act | null>(null);
  const quiet = useRef<number | undefined>(undefined);
  const why = useRef("");
  const closed = useRef<ReadonlySet<Id>>(new Set());
  useEffect(() => {
    const over = register?.sessions.filter(({ state }) => state === "closed") ?? [];
    closed.current = new Set(over.map(({ id }) => id));
  }, [register]);
  const key = useMemo(() => keys.register(course, range), [course, range]);
  useEffect(() => () => window.clearTimeout(quiet.current), []);

  const put = useCallback(
    (cells: Known[]) =>
      client.setQueryData<Register>(key, (state) =>
        state === undefined ? state : withStatuses(state, cells),
      ),
    [client, key],
  );

  const settle = useCallback(() => {
    window.clearTimeout(quiet.current);
    quiet.current = window.setTimeout(() => {
      if (!busy.current) void client.invalidateQueries({ queryKey: keys.registers(course) });
    }, QUIET_MS);
  }, [client, course]);

  const undo = useCallback(
    async (act: Act) => {
      last.current = null;
      try {
        if (Date.now() - act.at > UNDO_WITHIN_MS) {
          const opposite = act.before.flatMap(({ status, now, ...cell }) =>
            status === null ? [] : [{ ...cell, status, expected: now }],
          );
          const answer = await markCells(course, opposite, why.current || messages.opposite);
          put(answer.changed);
          announce(messages.undone(answer.changed.length));
          return;
        }
        const answer = await undoCells(course, act.changes);
        put([...answer.changed, ...answer.conflicts]);
        if (answer.conflicts.length > 0) doneToast(messages.notUndone(answer.conflicts.length));
        announce(messages.undone(answer.changed.length));
      } catch (error) {
        errorToast(error);
      } finally {
        signInClock.used();
        settle();
      }
    },
    [course, put, settle],
  );

  /** Shows what the server made of marks, and offers to take them back. */
  const show = useCallback(
    (marks: CellMark[], answer: CellsMarked) => {
      const wanted = new Map(marks.map((mark) => [nameOf(mark), mark]));
      const of = (cell: CellKey) => wanted.get(nameOf(cell));
      put([...answer.changed, ...answer.conflicts]);
      put(
        answer.kept.flatMap((cell) =>
          cell.why === "same" ? [] : [{ ...cell, status: of(cell)?.expected ?? null }],
        ),
      );
      const refused = answer.kept.filter(({ why: kept }) => kept !== "same").length;
      if (refused > 0) doneToast(messages.refused(refused));
      if (answer.conflicts.length > 0) {
        setConflicts((known) => [
          ...known,
          ...answer.conflicts.map((one) => ({ ...one, wanted: of(one)?.status ?? "present" })),
        ]);
      }
      const status = marks[0]?.status;
      if (answer.changed.length === 0 || status === undefined) return;
      const act: Act = {
        at: Date.now(),
        changes: answer.changed.map(({ change }) => change),
        before: answer.changed.map(({ session, student }) => ({
          session,
          student,
          status: of({ session, student })?.expected ?? null,
          now: of({ session, student })?.status ?? status,
        })),
      };
      last.current = act;
      const words = messages.marked(answer.changed.length, status);
      announce(words);
      undoToast({ message: words, onUndo: () => void undo(act) });
    },
    [put, undo],
  );

  const send = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    setSaving(true);
    try {
      while (queue.current.length > 0) {
        const marks = queue.current;
        queue.current = [];
        sent.current = new Map(marks.map((mark) => [nameOf(mark), mark]));
        try {
          await client.cancelQueries({ queryKey: keys.registers(course) });
          const reasoned = marks.some(({ session }) => closed.current.has(session));
          const answer = await markCells(course, marks, reasoned ? why.current : "");
          // A poll that was asked meanwhile may not have them yet.
          await client.cancelQueries({ queryKey: keys.registers(course) });
          show(marks, answer);
          signInClock.used();
        } catch (error) {
          put(
            marks.map(({ session, student, expected }) => ({ session, student, status: expected })),
          );
          errorToast(error);
        }
      }
    } finally {
      busy.current = false;
      sent.current = new Map();
      setSaving(false);
      settle();
    }
  }, [client, course, put, settle, show]);

  const enqueue = useCallback(
    (marks: CellMark[]) => {
      // A poll that is under way was asked before the mark and would show the old letters again.
      void client.cancelQueries({ queryKey: keys.registers(course) });
      put(marks.map(({ session, student, status }) => ({ session, student, status })));
      // Two marks of one cell while a request is under way are one, from what the first one saw.
      // One of a cell whose mark is on its way follows that mark, whatever a poll has shown since.
      const waiting = new Map(queue.current.map((mark) => [nameOf(mark), mark]));
      for (const mark of marks) {
        const name = nameOf(mark);
        const before = waiting.get(name);
        const seen = sent.current.get(name)?.status ?? mark.expected;
        waiting.set(name, { ...mark, expected: before === undefined ? seen : before.expected });
      }
      queue.current = [...waiting.values()];
      void send();
    },
    [client, course, put, send],
  );

  const mark = useCallback(
    (marks: CellMark[]) => {
      if (marks.length === 0) return;
      if (marks.length > MOST_AT_ONCE) {
        doneToast(messages.tooMany(MOST_AT_ONCE));
      } else if (why.current === "" && marks.some(({ session }) => closed.current.has(session))) {
        setPending(marks);
      } else {
        enqueue(marks);
      }
    },
    [enqueue],
  );

  return {
    mark,
    saving,
    reason,
    forgetReason: useCallback(() => {
      why.current = "";
      setReason("");
    }, []),
    /** Marks that wait for a reason. */
    pending,
    giveReason: useCallback(
      (given: string) => {
        why.current = given;
        setReason(given);
        if (pending !== null) enqueue(pending);
        setPending(null);
      },
      [enqueue, pending],
    ),
    dismiss: useCallback(() => setPending(null), []),
    conflicts,
    /** Leaves what others did, or marks over it now that it has been seen. */
    resolve: useCallback(
      (mine: boolean) => {
        setConflicts([]);
        if (!mine) return;
        mark(
          conflicts.map(({ session, student, status, wanted }) => ({
            session,
            student,
            status: wanted,
            expected: status,
          })),
        );
      },
      [conflicts, mark],
    ),
    undoLast: useCallback(() => {
      if (last.current === null) doneToast(messages.nothingToUndo);
      else void undo(last.current);
    }, [undo]),
  };
}
