import { type KeyboardEvent, useCallback, useRef, useState } from "react";
import type { Id, RegisterRow, RegisterStatus } from "@/api/staff/types";
import classes from "./Register.module.css";
import { RegisterItem } from "./RegisterItem";

interface RegisterProps {
  rows: readonly RegisterRow[];
  /** Students who came in a moment ago. */
  fresh: ReadonlySet<Id>;
  onMark: (row: RegisterRow, status: RegisterStatus) => void;
  onOpen: (student: Id) => void;
}

const KEYS: Record<string, RegisterStatus> = {
  p: "present",
  l: "late",
  e: "excused",
  a: "absent",
};

/** Moves the focus to the same button of the row above or below. */
function step(from: HTMLElement, by: 1 | -1): HTMLElement | null {
  const item = from.closest("li");
  const neighbour = by === 1 ? item?.nextElementSibling : item?.previousElementSibling;
  const status = from.dataset["mark"] ?? "present";
  return neighbour?.querySelector<HTMLElement>(`[data-mark="${status}"]`) ?? null;
}

/**
 * The list of students. Only one row is in the tab order, arrow keys move between rows, and letters
 * mark: nobody has to tab through two thousand buttons. Rows off the screen are skipped by the
 * browser (`content-visibility`), so that the find-in-page of the browser still reaches them.
 */
export function Register({ rows, fresh, onMark, onOpen }: RegisterProps) {
  const [active, setActive] = useState<Id | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const current = rows.some((row) => row.student.id === active)
    ? active
    : (rows[0]?.student.id ?? null);

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const target = event.target as HTMLElement;
    if (target.dataset["mark"] === undefined || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = step(target, event.key === "ArrowDown" ? 1 : -1);
      if (next === null) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
      return;
    }
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const forward =
        (event.key === "ArrowRight") === (getComputedStyle(target).direction === "ltr");
      const next = forward ? target.nextElementSibling : target.previousElementSibling;
      if (!(next instanceof HTMLElement)) return;
      event.preventDefault();
      next.focus();
      return;
    }
    const status = KEYS[event.key.toLowerCase()];
    const id = target.closest("li")?.dataset["student"];
    const row = rows.find(({ student }) => String(student.id) === id);
    if (status === undefined || row === undefined) return;
    event.preventDefault();
    onMark(row, status);
  };

  const onActive = useCallback((id: Id) => setActive(id), []);

  return (
    <ul ref={list} className={classes.list} onKeyDown={onKeyDown} data-testid="register">
      {rows.map((row) => (
        <RegisterItem
          key={row.student.id}
          row={row}
          fresh={fresh.has(row.student.id)}
          reachable={row.student.id === current}
          onActive={onActive}
          onMark={onMark}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}
