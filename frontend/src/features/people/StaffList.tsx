import { Button } from "@mantine/core";
import { useState } from "react";
import {
  changeStaff,
  createStaff,
  fetchStaff,
  fetchStaffMember,
  type StaffMember,
  type StaffRole,
} from "@/api/staff/people";
import { PlusIcon } from "@/components/ui/icons";
import type { Column } from "@/components/ui/table/DataTable";
import { NameButton } from "@/components/ui/table/NameButton";
import { useLast } from "@/hooks/useLast";
import { useStaff } from "@/hooks/useStaff";
import { AccountMark } from "./AccountMark";
import { knownStaff, staffFields } from "./forms";
import { messages } from "./messages";
import { PeopleList } from "./PeopleList";
import { PersonDialog } from "./PersonDialog";
import { ROLES, RoleDialog, roleWord } from "./RoleDialog";
import { useList } from "./useList";

const FILTERS = ["state", "role"] as const;
type NewRole = Exclude<StaffRole, "lecturer">;

/** `/staff`: the accounts of lecturers, bursars and administrators. */
export function StaffList() {
  const { format, me } = useStaff();
  const { manages, state, shared } = useList<StaffMember>("staff", FILTERS, fetchStaff);
  const [edited, setEdited] = useState<StaffMember>();
  const [adding, setAdding] = useState<NewRole>();
  const one = useLast(edited);
  const wanted = useLast(adding);
  const [promoted, setPromoted] = useState<StaffMember>();
  const columns: Column<StaffMember>[] = [
    {
      key: "name",
      title: messages.name,
      sortable: true,
      phone: "title",
      render: (row) => (
        <NameButton
          name={row.full_name}
          label={messages.editOne(row.full_name)}
          onPress={() => setEdited(row)}
        />
      ),
    },
    {
      key: "number",
      title: messages.username,
      sortable: true,
      render: ({ account }) => account.username,
    },
    {
      key: "role",
      title: messages.role,
      sortable: true,
      render: (row) =>
        row.id === me.id ? (
          `${roleWord(row)} (${messages.ownAccount})`
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            style={{ position: "relative", zIndex: 1 }}
            aria-label={`${roleWord(row)}. ${messages.changeRoleOf(row.full_name)}`}
            onClick={() => setPromoted(row)}
          >
            {roleWord(row)}
          </Button>
        ),
    },
    {
      key: "account",
      title: messages.account,
      render: (row) => <AccountMark account={row.account} active={row.is_active} />,
    },
    {
      key: "last_login",
      title: messages.lastLogin,
      sortable: true,
      phone: "hidden",
      render: ({ account }) =>
        account.last_login ? format.date(account.last_login) : messages.never,
    },
  ];
  const roles = {
    name: "role",
    label: messages.role,
    data: [
      { value: "", label: messages.anyRole },
      ...ROLES.map((value) => ({ value, label: messages.roleOf[value] })),
    ],
  };
  return (
    <>
      <PeopleList
        {...shared}
        title={messages.staff}
        counted={messages.staffCount}
        searchLabel={messages.searchStaff}
        columns={columns}
        choices={[roles, state]}
        idOf={({ id }) => id}
        nameOf={({ full_name }) => full_name}
        pictureOf={({ picture_url }) => picture_url}
        accountOf={({ id }) => id}
        isActive={({ is_active }) => is_active}
        add={
          <>
            <Button variant="default" onClick={() => setAdding("admin")}>
              {messages.addAdmin}
            </Button>
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setAdding("bursar")}>
              {messages.addBursar}
            </Button>
          </>
        }
      />
      <PersonDialog
        title={wanted === "admin" ? messages.addAdmin : messages.addBursar}
        opened={manages && adding !== undefined}
        fields={staffFields}
        invitable
        save={(body) =>
          createStaff({ ...body, role: wanted ?? "bursar" } as Parameters<typeof createStaff>[0])
        }
        said={({ full_name }) => messages.created(full_name)}
        onClose={() => setAdding(undefined)}
      />
      <PersonDialog
        title={one === undefined ? "" : messages.editTitle(one.full_name)}
        opened={edited !== undefined}
        fields={staffFields}
        known={one && knownStaff(one)}
        reread={({ id }) => fetchStaffMember(id).then(knownStaff)}
        save={(body) => changeStaff(one?.id ?? 0, body as Parameters<typeof changeStaff>[1])}
        said={({ full_name }) => messages.saved(full_name)}
        onClose={() => setEdited(undefined)}
      />
      <RoleDialog member={promoted} onClose={() => setPromoted(undefined)} />
    </>
  );
}
