import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useDeferredValue, useRef, useState } from "react";
import type { Id } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { doneToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { PlusIcon, SearchIcon } from "@/components/ui/icons";
import { errorFacts, errorWords } from "@/lib/errorWords";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { looksLikeNumber } from "./model";
import { useEnrol, useEnrollments, useStudentSearch } from "./queries";

/** Finds students by name or number and enrols them with one tap each. */
export function EnrolSearch({ course }: { course: Id }) {
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const found = useStudentSearch(sought);
  const enrolled = new Set(useEnrollments(course).data?.map(({ student }) => student.id));
  const enrol = useEnrol(course);
  const field = useRef<HTMLInputElement>(null);
  const students = sought.length >= 2 ? (found.data ?? []) : [];

  const add = (who: { student: Id } | { student_number: string }) =>
    enrol.mutate(who, {
      onSuccess: ({ student }) => {
        doneToast(messages.enrolled(student.full_name));
        setSearch("");
        field.current?.focus();
      },
      onError: (error) => announce(errorWords(error)),
    });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const only = students.length === 1 ? students[0] : undefined;
    if (only !== undefined && !enrolled.has(only.id)) add({ student: only.id });
    else if (looksLikeNumber(search)) add({ student_number: search.trim() });
  };

  const facts = errorFacts(enrol.error);
  const problem =
    enrol.error === null
      ? undefined
      : (facts.fields["student_number"]?.[0] ??
        facts.fields["student"]?.[0] ??
        errorWords(enrol.error));

  return (
    <Panel title={messages.enrol}>
      <form onSubmit={submit} className={classes.enrol} noValidate>
        <TextInput
          ref={field}
          aria-label={messages.enrolSearch}
          placeholder={messages.enrolSearch}
          description={messages.enrolHint}
          leftSection={<SearchIcon size={16} />}
          autoComplete="off"
          value={search}
          error={problem}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            enrol.reset();
          }}
        />
        {sought.length >= 2 && found.data !== undefined && (
          <p className={classes.hint} role="status">
            {students.length === 0 ? messages.enrolNone : messages.results(students.length)}
          </p>
        )}
        <ul className={classes.found}>
          {students.map((student) => (
            <li key={student.id}>
              <span>
                <span className={classes.student}>{student.full_name}</span>{" "}
                <span className={classes.quiet}>
                  {[student.student_id, student.programme].filter(Boolean).join(" · ")}
                </span>
              </span>
              {enrolled.has(student.id) ? (
                <span className={classes.quiet}>{messages.already}</span>
              ) : (
                <Button
                  size="compact-sm"
                  variant="light"
                  leftSection={<PlusIcon size={14} />}
                  disabled={enrol.isPending}
                  aria-label={messages.enrolOne(student.full_name)}
                  onClick={() => add({ student: student.id })}
                >
                  {messages.add}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {students.length === 0 && looksLikeNumber(search) && (
          <Button type="submit" variant="light" mt="xs" loading={enrol.isPending}>
            {messages.enrolAs(search.trim())}
          </Button>
        )}
      </form>
    </Panel>
  );
}
