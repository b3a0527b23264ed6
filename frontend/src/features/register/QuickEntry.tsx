import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, memo, useRef, useState } from "react";
import type { CellMark, Id, Register, RegisterStatus } from "@/api/staff/types";
import { announce } from "@/components/feedback/announcer";
import { Panel } from "@/components/layout/Panel";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import { byNumber, cellAt, likeliest } from "./model";
import classes from "./QuickEntry.module.css";
import { WalkInDialog } from "./WalkInDialog";

const STATUSES = ["present", "late", "excused", "absent"] as const;
const KEPT = 5;

interface QuickEntryProps {
  course: Id;
  register: Register;
  onMark: (marks: CellMark[]) => void;
}

/** From a paper list or a card reader into the register: a number, Enter, the next one. */
export const QuickEntry = memo(function QuickEntry(props: QuickEntryProps) {
  const { course, register, onMark } = props;
  const { format } = useStaff();
  const possible = register.sessions.filter(({ state }) => state !== "planned");
  const [chosen, setChosen] = useState<Id | null>(null);
  const session = possible.find(({ id }) => id === chosen) ?? likeliest(possible);
  const [status, setStatus] = useState<RegisterStatus>("present");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState("");
  const [done, setDone] = useState<string[]>([]);
  const [walkIn, setWalkIn] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  if (session === undefined) return null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = typed.trim();
    if (number === "") return;
    const student = byNumber(register.students, number);
    if (student === undefined) {
      setProblem(messages.entryUnknown(number));
      announce(messages.entryUnknown(number));
      field.current?.select();
      return;
    }
    const seen = cellAt(student, register.sessions.indexOf(session)).status;
    const words =
      seen === status
        ? messages.entryAlready(student.full_name, status)
        : messages.markedOne(student.full_name, status);
    if (seen !== status) {
      onMark([{ session: session.id, student: student.id, status, expected: seen }]);
    }
    setDone((known) => [words, ...known].slice(0, KEPT));
    setProblem("");
    setTyped("");
    announce(words);
  };

  return (
    <Panel title={messages.entry} data-testid="quick-entry">
      <form className={classes.entry} onSubmit={submit} noValidate>
        <p className={classes.entryText}>{messages.entryText}</p>
        <div className={classes.entryFields}>
          <NativeSelect
            label={messages.entrySession}
            value={session.id}
            data={possible.toReversed().map(({ id, opens_at }) => ({
              value: String(id),
              label: format.dayTime(opens_at),
            }))}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={messages.entryStatus}
            value={status}
            data={STATUSES.map((value) => ({ value, label: messages.statuses[value] }))}
            onChange={(event) => setStatus(event.currentTarget.value as RegisterStatus)}
          />
          <TextInput
            ref={field}
            label={messages.entryNumber}
            value={typed}
            error={problem || undefined}
            autoComplete="off"
            autoCapitalize="characters"
            data-testid="entry-number"
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setProblem("");
            }}
          />
        </div>
        <Button variant="light" size="sm" onClick={() => setWalkIn(true)}>
          {messages.walkInAdd}
        </Button>
        <ul className={classes.entered}>
          {done.map((words, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand there twice
            <li key={`${index}-${words}`}>{words}</li>
          ))}
        </ul>
      </form>
      <WalkInDialog
        opened={walkIn}
        course={course}
        session={session}
        present={
          new Set(register.students.filter((one) => one.enrolled_from !== null).map(({ id }) => id))
        }
        search={problem === "" ? "" : typed.trim()}
        onClose={() => setWalkIn(false)}
      />
    </Panel>
  );
});
