import { Button, Skeleton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { type AccountAction, changeStudent, fetchStudent, type Student } from "@/api/staff/people";
import type { Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { Panel } from "@/components/layout/Panel";
import { BackLink } from "@/components/ui/BackLink";
import { Face } from "@/components/ui/Face";
import { useStaff } from "@/hooks/useStaff";
import { AccountMark } from "./AccountMark";
import { knownStudent, studentFields } from "./forms";
import { Guardians } from "./Guardians";
import { messages } from "./messages";
import classes from "./People.module.css";
import { PersonDialog } from "./PersonDialog";
import { useAccountAction, useStudent } from "./queries";

const FIELDS = studentFields(false);

/** `/students/:id`: a student, the account, and who is told about them. */
export function StudentDetail({ student: id }: { student: Id }) {
  const { data, error, refetch } = useStudent(id);
  const back = <BackLink to="/students">{messages.back}</BackLink>;
  if (data === undefined) {
    return error === null ? (
      <div aria-busy="true" role="status" aria-label={messages.loading}>
        <Skeleton height={28} width="min(18rem, 70%)" mb="lg" />
        <Skeleton height={180} radius="md" />
      </div>
    ) : (
      <LoadError page error={error} onRetry={() => void refetch()} />
    );
  }
  return <Known student={data} above={back} />;
}

function Known({ student, above }: { student: Student; above: ReactNode }) {
  const { me } = useStaff();
  const manages = me.role === "admin";
  const [editing, setEditing] = useState(false);
  return (
    <>
      <PageHead
        title={student.full_name}
        above={above}
        face={<Face name={student.full_name} url={student.picture_url} size={56} />}
        below={<Below student={student} />}
        actions={
          manages ? <Actions student={student} onEdit={() => setEditing(true)} /> : undefined
        }
      />
      <div className={classes.columns}>
        <Details student={student} />
        {manages && <Guardians student={student.id} />}
      </div>
      {manages && (
        <PersonDialog
          title={messages.editTitle(student.full_name)}
          opened={editing}
          fields={FIELDS}
          known={knownStudent(student)}
          reread={({ id }) => fetchStudent(id).then(knownStudent)}
          save={(body) => changeStudent(student.id, body as Parameters<typeof changeStudent>[1])}
          said={({ full_name }) => messages.saved(full_name)}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  );
}

/** The audit trail of one person; the name is for the page to say. */
const auditOf = (account: Id, name: string) =>
  `/audit?${new URLSearchParams({ person: String(account), who: name })}`;

function Below({ student }: { student: Student }) {
  const { me } = useStaff();
  const { account } = student;
  return (
    <>
      <span>{student.student_id}</span>
      {me.role === "admin" && account !== null && (
        <Link to={auditOf(account.id, student.full_name)} className={classes.way}>
          {messages.whatHappened}
        </Link>
      )}
    </>
  );
}

function Actions({ student, onEdit }: { student: Student; onEdit: () => void }) {
  const act = useAccountAction();
  const { account } = student;
  if (account === null) return null;
  const actions: AccountAction[] = student.is_active ? ["deactivate"] : ["reactivate"];
  if (account.state === "not_invited" || account.state === "must_change") actions.push("invite");
  if (account.state === "invited") actions.push("withdraw_invitation");
  return (
    <>
      {actions.map((action) => (
        <Button
          key={action}
          variant="default"
          disabled={act.isPending}
          onClick={() => act.run(action, { accounts: [account.id] })}
        >
          {messages.act[action]}
        </Button>
      ))}
      <Button onClick={onEdit}>{messages.edit}</Button>
    </>
  );
}

function Details({ student }: { student: Student }) {
  const { format } = useStaff();
  const { account } = student;
  const facts: [string, ReactNode][] = [
    [messages.programme, student.programme],
    [messages.yearLabel, student.year],
  ];
  if (account !== null) {
    facts.push(
      [messages.username, account.username],
      [
        messages.email,
        account.email === "" || account.email_verified
          ? account.email
          : `${account.email} (${messages.unverified})`,
      ],
      [messages.phone, account.phone],
      [
        messages.lastLogin,
        account.last_login === null ? messages.never : format.dayTime(account.last_login),
      ],
    );
  }
  return (
    <Panel
      title={messages.details}
      aside={<AccountMark account={account} active={student.is_active} />}
    >
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value === "" || value === null ? messages.none : value}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
