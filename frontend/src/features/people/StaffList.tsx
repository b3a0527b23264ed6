import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/staff/keys";
import {
  changeRole,
  changeStaff,
  createStaff,
  fetchStaff,
  type StaffMember,
  type StaffRole,
} from "@/api/staff/people";
import { doneToast, undoToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { PlusIcon } from "@/components/ui/icons";
import type { Column } from "@/components/ui/table/DataTable";
import { useStaff } from "@/hooks/useStaff";
import { errorWords, fieldError } from "@/lib/errorWords";
import { AccountMark } from "./AccountMark";
import { staffFields, staffValues } from "./forms";
import { messages } from "./messages";
import classes from "./People.module.css";
import { PeopleList } from "./PeopleList";
import { PersonDialog } from "./PersonDialog";
import { useList } from "./useList";

const FILTERS = ["state", "role"] as const;
const ROLES: readonly StaffRole[] = ["lecturer", "bursar", "admin"];
type NewRole = Exclude<StaffRole, "lecturer">;

/** `/staff`: the accounts of lecturers, bursars and administrators. */
export function StaffList() {
  const { format, me } = useStaff();
  const { manages, state, shared } = useList<StaffMember>("staff", FILTERS, fetchStaff);
  const [edited, setEdited] = useState<StaffMember>();
  const [adding, setAdding] = useState<NewRole>();
  const [promoted, setPromoted] = useState<StaffMember>();
  const columns: Column<StaffMember>[] = [
    {
      key: "name",
      title: messages.name,
      sortable: true,
      phone: "title",
      render: (row) => (
        <button
          type="button"
          className={classes.nameButton}
          aria-label={messages.editOne(row.full_name)}
          onClick={() => setEdited(row)}
        >
          {row.full_name}
        </button>
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
        title={adding === "admin" ? messages.addAdmin : messages.addBursar}
        opened={manages && adding !== undefined}
        fields={staffFields}
        before={{}}
        invitable
        save={(body) =>
          createStaff({ ...body, role: adding ?? "bursar" } as Parameters<typeof createStaff>[0])
        }
        said={({ full_name }) => messages.created(full_name)}
        onClose={() => setAdding(undefined)}
      />
      <PersonDialog
        key={edited?.id ?? 0}
        title={edited === undefined ? "" : messages.editTitle(edited.full_name)}
        opened={edited !== undefined}
        fields={staffFields}
        before={edited === undefined ? {} : staffValues(edited)}
        version={edited?.version}
        save={(body) => changeStaff(edited?.id ?? 0, body as Parameters<typeof changeStaff>[1])}
        said={({ full_name }) => messages.saved(full_name)}
        onClose={() => setEdited(undefined)}
      />
      {promoted !== undefined && (
        <RoleDialog member={promoted} onClose={() => setPromoted(undefined)} />
      )}
    </>
  );
}

const roleOf = ({ account }: StaffMember): StaffRole =>
  account.role === "student" ? "bursar" : account.role;
const roleWord = (member: StaffMember): string => messages.roleOf[roleOf(member)];

function RoleDialog({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const [role, setRole] = useState<StaffRole>(roleOf(member));
  const client = useQueryClient();
  const before = roleOf(member);
  const refresh = () => client.invalidateQueries({ queryKey: keys.people });
  const change = useMutation({
    mutationFn: (wanted: StaffRole) => changeRole(member.id, wanted),
    onSettled: refresh,
  });
  const submit = () =>
    change.mutate(role, {
      onSuccess: () => {
        onClose();
        undoToast({
          message: messages.roleChanged(member.full_name, messages.roleOf[role]),
          onUndo: () =>
            void changeRole(member.id, before)
              .then(() =>
                doneToast(messages.roleChanged(member.full_name, messages.roleOf[before])),
              )
              .finally(refresh),
        });
      },
    });
  return (
    <Dialog opened onClose={onClose} title={messages.roleTitle(member.full_name)} size="sm">
      <Stack gap="md">
        <NativeSelect
          label={messages.role}
          description={member.can_teach ? messages.roleText : messages.roleNoNumber}
          value={role}
          error={fieldError(change.error, "role")}
          onChange={(event) => setRole(event.currentTarget.value as StaffRole)}
          data={ROLES.map((value) => ({
            value,
            label: messages.roleOf[value],
            disabled: value === "lecturer" && !member.can_teach,
          }))}
        />
        {change.error !== null && fieldError(change.error, "role") === undefined && (
          <p role="alert" className={classes.problem}>
            {errorWords(change.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button loading={change.isPending} disabled={role === before} onClick={submit}>
            {messages.changeRole}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
