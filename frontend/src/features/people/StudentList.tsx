import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { createStudent, fetchStudents, type Student } from "@/api/staff/people";
import { PlusIcon } from "@/components/ui/icons";
import type { Column } from "@/components/ui/table/DataTable";
import { useStaff } from "@/hooks/useStaff";
import type { ZonedFormat } from "@/lib/zonedFormat";
import { AccountMark } from "./AccountMark";
import { studentFields } from "./forms";
import { messages } from "./messages";
import classes from "./People.module.css";
import { PeopleList } from "./PeopleList";
import { PersonDialog } from "./PersonDialog";
import { useFacets } from "./queries";
import { useList } from "./useList";

const FILTERS = ["state", "programme", "year"] as const;
const FIELDS = studentFields(true);

function columnsFor(manages: boolean, format: ZonedFormat): Column<Student>[] {
  const open: Column<Student>[] = [
    {
      key: "name",
      title: messages.name,
      sortable: true,
      phone: "title",
      render: ({ id, full_name }) => (
        <Link to={`/students/${id}`} className={classes.name}>
          <bdi>{full_name}</bdi>
        </Link>
      ),
    },
    {
      key: "number",
      title: messages.number,
      sortable: true,
      render: (one) => <span className={classes.number}>{one.student_id}</span>,
    },
    {
      key: "programme",
      title: messages.programme,
      sortable: true,
      render: ({ programme }) =>
        programme && (
          <span className={classes.clamped} title={programme}>
            {programme}
          </span>
        ),
    },
    {
      key: "year",
      title: messages.year,
      sortable: true,
      phone: "labelled",
      render: ({ year }) => (year === null ? "" : String(year)),
    },
    {
      key: "account",
      title: messages.account,
      render: (one) => <AccountMark account={one.account} active={one.is_active} />,
    },
  ];
  if (!manages) return open;
  const lastLogin: Column<Student> = {
    key: "last_login",
    title: messages.lastLogin,
    sortable: true,
    phone: "hidden",
    render: ({ account }) =>
      account?.last_login ? format.date(account.last_login) : messages.never,
  };
  return [...open, lastLogin];
}

/** `/students`: everybody who studies here. */
export function StudentList() {
  const { format } = useStaff();
  const { manages, state, shared } = useList<Student>("students", FILTERS, fetchStudents);
  const [adding, setAdding] = useState(false);
  const facets = useFacets();
  const columns = useMemo(() => columnsFor(manages, format), [manages, format]);
  const choices = [
    {
      name: "programme",
      label: messages.programme,
      data: [
        { value: "", label: messages.anyProgramme },
        ...(facets.data?.programmes ?? []).map((value) => ({ value, label: value })),
      ],
    },
    {
      name: "year",
      label: messages.year,
      data: [
        { value: "", label: messages.anyYear },
        ...(facets.data?.years ?? []).map((year) => ({
          value: String(year),
          label: messages.yearOf(year),
        })),
      ],
    },
    state,
  ];
  return (
    <>
      <PeopleList
        {...shared}
        title={messages.students}
        counted={messages.studentCount}
        searchLabel={manages ? messages.searchPrivate : messages.searchPublic}
        columns={columns}
        choices={choices}
        idOf={({ id }) => id}
        nameOf={({ full_name }) => full_name}
        pictureOf={({ picture_url }) => picture_url}
        accountOf={({ account }) => account?.id}
        isActive={({ is_active }) => is_active}
        add={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setAdding(true)}>
            {messages.addStudent}
          </Button>
        }
      />
      <PersonDialog
        title={messages.addStudent}
        opened={adding}
        fields={FIELDS}
        invitable
        save={(body) => createStudent(body as Parameters<typeof createStudent>[0])}
        said={({ full_name }) => messages.created(full_name)}
        onClose={() => setAdding(false)}
      />
    </>
  );
}
