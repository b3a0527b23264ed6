import { Button, Group, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { needsReview } from "@/api/staff/live";
import type {
  Id,
  RegisterRow,
  ReviewItem,
  SessionStudent,
  StudentAttempt,
} from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { Dialog } from "@/components/ui/Dialog";
import { StatusMark } from "@/components/ui/StatusMark";
import { useStaff } from "@/hooks/useStaff";
import { AskButton, Asked } from "./Asked";
import { ChangeLine } from "./ChangeLine";
import { DecideActs } from "./DecideActs";
import { messages } from "./messages";
import { useTrace } from "./queries";
import classes from "./Trace.module.css";
import type { Contests } from "./useContests";
import type { Sent } from "./useSent";

interface StudentDialogProps {
  session: Id;
  student: Id;
  /** The student's row as the live register has it. */
  row: RegisterRow | undefined;
  /** What this student sent and nobody has decided. */
  waiting: readonly ReviewItem[];
  contests: Contests;
  sent: Sent;
  onClose: () => void;
  onAsk: (student: SessionStudent) => void;
  onKeep: (row: RegisterRow) => void;
  onRemove: (row: RegisterRow) => void;
}

const words = messages.details;

/** All that is known of one student in this session, and what to decide of it. */
export function StudentDialog(props: StudentDialogProps) {
  const { session, student, row, onClose, onAsk, onKeep, onRemove } = props;
  const { data, error, refetch } = useTrace(session, student, row);
  const shown = row ?? data?.row;
  const name = shown?.student.full_name ?? "";
  /** What is done next stands in the place of this dialog. */
  const leaveTo = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Dialog opened onClose={onClose} title={name} size="lg">
      {data === undefined && error !== null && (
        <LoadError error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <div aria-busy="true" role="status" aria-label={words.loading}>
          <Skeleton height={160} />
        </div>
      )}
      {data !== undefined && shown !== undefined && (
        <div className={classes.trace} data-testid="student-trace">
          <Standing row={shown} />
          {data.questions.length > 0 && (
            <Part title={words.questions}>
              <Asked questions={data.questions} />
            </Part>
          )}
          {data.contest !== null && (
            <Part title={words.contest}>
              <Said said={data.contest} decision={data.contest.decision} />
            </Part>
          )}
          <Part title={words.attempts}>
            {data.attempts.length === 0 ? (
              <p className={classes.facts}>{words.noAttempts}</p>
            ) : (
              <ul className={classes.list}>
                {data.attempts.map((attempt) => (
                  <Attempt key={attempt.id} attempt={attempt} />
                ))}
              </ul>
            )}
          </Part>
          <Part title={words.changes}>
            {data.changes.length === 0 ? (
              <p className={classes.facts}>{words.noChanges}</p>
            ) : (
              <ul className={classes.list}>
                {data.changes.map((change) => (
                  <ChangeLine key={change.id} change={change} />
                ))}
              </ul>
            )}
          </Part>
          {props.waiting.map((item) => (
            <DecideActs
              key={item.contest_id ?? item.attempt_id}
              item={item}
              contests={props.contests}
              sent={props.sent}
              questions={data.questions}
              onAsk={() => onAsk(item.student)}
              first={onClose}
            />
          ))}
          {props.waiting.length === 0 && needsReview(shown) && (
            <Group justify="flex-end" gap="xs">
              <AskButton
                name={name}
                questions={data.questions}
                onAsk={leaveTo(() => onAsk(shown.student))}
              />
              <Button
                variant="default"
                aria-label={messages.removeLabel(name)}
                onClick={leaveTo(() => onRemove(shown))}
              >
                {messages.remove}
              </Button>
              <Button aria-label={messages.keepLabel(name)} onClick={leaveTo(() => onKeep(shown))}>
                {messages.keep}
              </Button>
            </Group>
          )}
        </div>
      )}
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      {children}
    </section>
  );
}

function Standing({ row }: { row: RegisterRow }) {
  const { format } = useStaff();
  const facts = [
    row.student.student_id,
    row.arrived_at === null ? "" : format.timeExact(row.arrived_at),
    row.source === null ? "" : messages.sources[row.source],
    row.band === null ? "" : words.bands[row.band],
    row.enrolled ? "" : messages.notEnrolled,
  ].filter((fact) => fact !== "");
  return (
    <section>
      <StatusMark
        status={row.status}
        label={row.status === null ? messages.notYet : messages.statuses[row.status]}
      />
      <p className={classes.facts}>{facts.join(" · ")}</p>
      {row.reasons.length > 0 && (
        <ul className={classes.reasons}>
          {row.reasons.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Attempt({ attempt }: { attempt: StudentAttempt }) {
  const { format } = useStaff();
  const { appeal, decision } = attempt;
  return (
    <li data-testid="attempt" data-outcome={attempt.outcome}>
      <p className={classes.what}>{attempt.text}</p>
      <p className={classes.facts}>
        {format.timeExact(attempt.at)} · {messages.sources[attempt.source]}
      </p>
      <Said said={appeal} decision={decision} />
    </li>
  );
}

interface SaidProps {
  said: { note: string } | null;
  decision: StudentAttempt["decision"];
}

/** A student's "I was here", and what was decided. */
function Said({ said, decision }: SaidProps) {
  const { format } = useStaff();
  return (
    <>
      {said !== null && (
        <p>
          {words.saidHere}
          {said.note !== "" && `: ${said.note}`}
        </p>
      )}
      {decision !== null && (
        <p className={classes.facts}>
          {words.decided(decision.accepted, decision.by, format.dayTime(decision.at))}
          {decision.reason !== "" && `: ${decision.reason}`}
        </p>
      )}
    </>
  );
}
