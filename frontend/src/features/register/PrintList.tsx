import { Button, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import type { Course, Id, Register, RegisterStudent } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { LinkButton } from "@/components/ui/LinkButton";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";
import { likeliest } from "./model";
import classes from "./PrintList.module.css";
import { useCourse, useRegister } from "./queries";

/** More columns of boxes than this do not fit beside the names. */
const MOST_COLUMNS = 6;
/** Lists are printed before the class: planned sessions of so many ms to come are there too. */
const AHEAD_MS = 14 * 86_400_000;

/** A list to print: names, numbers, an empty box for each chosen session, and a signature. */
export function PrintList({ course: id }: { course: Id }) {
  const course = useCourse(id);
  const { format } = useStaff();
  const [range] = useState(() => ({ to: format.dayKey(Date.now() + AHEAD_MS) }));
  const register = useRegister(id, range);
  const failed = course.error ?? (register.data === undefined ? register.error : null);
  if (failed !== null) {
    const again = () => void Promise.all([course.refetch(), register.refetch()]);
    return <LoadError page error={failed} onRetry={again} />;
  }
  if (course.data === undefined || register.data === undefined) {
    return (
      <p className={classes.wait} role="status" aria-busy="true">
        {messages.loading}
      </p>
    );
  }
  return <Sheet course={course.data} register={register.data} />;
}

function Sheet({ course, register }: { course: Course; register: Register }) {
  const { format, organizationName } = useStaff();
  const [address] = useSearchParams();
  const asked = Number(address.get("session"));
  const first = register.sessions.find(({ id }) => id === asked) ?? likeliest(register.sessions);
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(
    () => new Set(first === undefined ? [] : [first.id]),
  );
  const [blank, setBlank] = useState(first === undefined ? 1 : 0);
  const sessions = register.sessions.filter(({ id }) => chosen.has(id));
  const students = expected(register, chosen);
  const rooms = [...new Set(sessions.map((one) => one.venue_name).filter(Boolean))];
  const boxes = [
    ...sessions.map((one) => ({
      key: String(one.id),
      day: format.day(one.opens_at),
      time: format.time(one.opens_at),
    })),
    ...Array.from({ length: blank }, (_, index) => ({ key: `blank-${index}`, day: "", time: "" })),
  ];
  useEffect(() => {
    document.title = messages.printTitle(course.code);
  }, [course.code]);

  const toggle = (id: Id) => {
    const next = new Set(chosen);
    if (!next.delete(id) && next.size < MOST_COLUMNS) next.add(id);
    setChosen(next);
  };

  return (
    <main className={classes.page}>
      <div className={classes.controls}>
        <div className={classes.ways}>
          <LinkButton to={`/courses/${course.id}/register`} variant="default">
            {messages.printBack}
          </LinkButton>
          <Button onClick={() => window.print()}>{messages.printNow}</Button>
        </div>
        <fieldset className={classes.choice}>
          <legend>{messages.printSessions}</legend>
          {register.sessions.toReversed().map((one) => (
            <label key={one.id} className={classes.tick}>
              <input type="checkbox" checked={chosen.has(one.id)} onChange={() => toggle(one.id)} />
              {format.dayTime(one.opens_at)}
            </label>
          ))}
        </fieldset>
        <NativeSelect
          label={messages.printBlank}
          value={String(blank)}
          data={["0", "1", "2", "3", "4", "5", "6"]}
          onChange={(event) => setBlank(Number(event.currentTarget.value))}
        />
      </div>
      <article className={classes.sheet} data-testid="print-sheet">
        <header className={classes.head}>
          <h1>{`${course.code} ${course.name}`}</h1>
          <p>
            {[
              organizationName,
              course.term.name,
              ...sessions.map((one) => format.dayTime(one.opens_at)),
              ...rooms,
              messages.printPeople(students.length),
            ].join(" · ")}
          </p>
        </header>
        {students.length === 0 ? (
          <p>{messages.printNobody}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
          <section className={classes.scroller} tabIndex={0} aria-label={course.code}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{messages.printNumber}</th>
                  <th scope="col">{messages.printId}</th>
                  <th scope="col">{messages.printName}</th>
                  {boxes.map((box) => (
                    <th key={box.key} scope="col" className={classes.box}>
                      {box.day}
                      <span>{box.time}</span>
                    </th>
                  ))}
                  <th scope="col">{messages.printSignature}</th>
                </tr>
              </thead>
              <tbody>
                {students.map((student, index) => (
                  <tr key={student.id}>
                    <td>{index + 1}</td>
                    <td>{student.student_id}</td>
                    <th scope="row">{student.full_name}</th>
                    {boxes.map((box) => (
                      <td key={box.key} className={classes.box}>
                        <span className={classes.square} />
                      </td>
                    ))}
                    <td className={classes.signature} />
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </article>
    </main>
  );
}

/** Who is enrolled on a day of the chosen sessions; without one, everybody who has not left. */
function expected(register: Register, chosen: ReadonlySet<Id>): RegisterStudent[] {
  const columns = register.sessions.flatMap(({ id }, index) => (chosen.has(id) ? [index] : []));
  return register.students.filter((student) =>
    columns.length === 0
      ? student.enrolled_from !== null && student.enrolled_to === null
      : columns.some((index) => student.cells.charAt(index) !== "-"),
  );
}
