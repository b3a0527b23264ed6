import { Button, TextInput } from "@mantine/core";
import { type KeyboardEvent, useDeferredValue, useRef, useState } from "react";
import { PlusIcon, SearchIcon } from "@/components/ui/icons";
import { errorWords } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import type { CourseLecturer } from "./model";
import { useLecturerSearch } from "./queries";

interface LecturerPickerProps {
  chosen: readonly CourseLecturer[];
  problem: string | undefined;
  onChange: (chosen: readonly CourseLecturer[]) => void;
}

/** Who teaches a course: those chosen, and a search by name for more. */
export function LecturerPicker({ chosen, problem, onChange }: LecturerPickerProps) {
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const answer = useLecturerSearch(sought);
  const field = useRef<HTMLInputElement>(null);
  const taken = new Set(chosen.map(({ id }) => id));
  const found =
    sought.length >= 2 ? (answer.data?.results ?? []).filter(({ id }) => !taken.has(id)) : [];

  const change = (next: readonly CourseLecturer[]) => {
    onChange(next);
    setSearch("");
    field.current?.focus();
  };
  const add = ({ id, full_name }: CourseLecturer) => change([...chosen, { id, full_name }]);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || search.trim() === "") return;
    // In this field Enter chooses, and does not send the form.
    event.preventDefault();
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0 && !answer.isPlaceholderData) add(only);
  };

  return (
    <div>
      <TextInput
        ref={field}
        label={messages.teachers}
        placeholder={messages.teacherSearch}
        leftSection={<SearchIcon size={16} />}
        autoComplete="off"
        maxLength={200}
        value={search}
        error={problem ?? (answer.error === null ? undefined : errorWords(answer.error))}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={pressed}
      />
      {sought.length >= 2 && answer.data !== undefined && (
        <p className={classes.hint} role="status">
          {found.length === 0 ? messages.teacherNone : messages.teachersFound(found.length)}
        </p>
      )}
      <ul className={classes.found}>
        {found.map((one) => (
          <li key={one.id}>
            <span>
              <bdi className={classes.student}>{one.full_name}</bdi>{" "}
              <span className={classes.quiet}>
                {[one.staff_id, one.department].filter(Boolean).join(" · ")}
              </span>
            </span>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<PlusIcon size={14} />}
              aria-label={messages.teacherAdd(one.full_name)}
              onClick={() => add(one)}
            >
              {messages.add}
            </Button>
          </li>
        ))}
      </ul>
      <ul className={classes.found} aria-label={messages.teachers}>
        {chosen.map((one) => (
          <li key={one.id}>
            <bdi className={classes.student}>{one.full_name}</bdi>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={messages.teacherRemove(one.full_name)}
              onClick={() => change(chosen.filter(({ id }) => id !== one.id))}
            >
              {messages.remove}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
