import { Button } from "@mantine/core";
import { useState } from "react";
import {
  changeLecturer,
  createLecturer,
  fetchLecturer,
  fetchLecturers,
  type Lecturer,
} from "@/api/staff/people";
import { PlusIcon } from "@/components/ui/icons";
import type { Column } from "@/components/ui/table/DataTable";
import { NameButton } from "@/components/ui/table/NameButton";
import { useLast } from "@/hooks/useLast";
import { useStaff } from "@/hooks/useStaff";
import { AccountMark } from "./AccountMark";
import { knownLecturer, lecturerFields } from "./forms";
import { messages } from "./messages";
import classes from "./People.module.css";
import { PeopleList } from "./PeopleList";
import { PersonDialog } from "./PersonDialog";
import { useList } from "./useList";

const FILTERS = ["state"] as const;

/** `/lecturers`: everybody who teaches here. */
export function LecturerList() {
  const { format } = useStaff();
  const { manages, state, shared } = useList<Lecturer>("lecturers", FILTERS, fetchLecturers);
  const [edited, setEdited] = useState<Lecturer | "new">();
  const shown = useLast(edited);
  const one = shown === "new" ? undefined : shown;
  const columns: Column<Lecturer>[] = [
    {
      key: "name",
      title: messages.name,
      sortable: true,
      phone: "title",
      render: (row) =>
        manages ? (
          <NameButton
            name={row.full_name}
            label={messages.editOne(row.full_name)}
            onPress={() => setEdited(row)}
          />
        ) : (
          <bdi className={classes.name}>{row.full_name}</bdi>
        ),
    },
    {
      key: "number",
      title: messages.staffNumber,
      sortable: true,
      render: (row) => <span className={classes.number}>{row.staff_id}</span>,
    },
    {
      key: "department",
      title: messages.department,
      sortable: true,
      render: (row) => row.department,
    },
    {
      key: "account",
      title: messages.account,
      render: (row) => <AccountMark account={row.account} active={row.is_active} />,
    },
  ];
  if (manages) {
    columns.push({
      key: "last_login",
      title: messages.lastLogin,
      sortable: true,
      phone: "hidden",
      render: ({ account }) =>
        account?.last_login ? format.date(account.last_login) : messages.never,
    });
  }
  return (
    <>
      <PeopleList
        {...shared}
        title={messages.lecturers}
        counted={messages.lecturerCount}
        searchLabel={manages ? messages.searchPrivate : messages.searchPublic}
        columns={columns}
        choices={[state]}
        idOf={({ id }) => id}
        nameOf={({ full_name }) => full_name}
        pictureOf={({ picture_url }) => picture_url}
        accountOf={({ account }) => account?.id}
        isActive={({ is_active }) => is_active}
        add={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited("new")}>
            {messages.addLecturer}
          </Button>
        }
      />
      <PersonDialog
        title={one === undefined ? messages.addLecturer : messages.editTitle(one.full_name)}
        opened={edited !== undefined}
        fields={lecturerFields(one === undefined)}
        known={one && knownLecturer(one)}
        reread={({ id }) => fetchLecturer(id).then(knownLecturer)}
        invitable={one === undefined}
        save={(body) =>
          one === undefined
            ? createLecturer(body as Parameters<typeof createLecturer>[0])
            : changeLecturer(one.id, body as Parameters<typeof changeLecturer>[1])
        }
        said={({ full_name }) =>
          one === undefined ? messages.created(full_name) : messages.saved(full_name)
        }
        onClose={() => setEdited(undefined)}
      />
    </>
  );
}
