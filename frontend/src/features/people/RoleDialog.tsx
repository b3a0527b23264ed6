import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/staff/keys";
import { changeRole, type StaffMember, type StaffRole } from "@/api/staff/people";
import { doneToast, errorToast, undoToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { useLast } from "@/hooks/useLast";
import { errorWords, fieldError } from "@/lib/errorWords";
import { messages } from "./messages";
import classes from "./People.module.css";

export const ROLES: readonly StaffRole[] = ["lecturer", "bursar", "admin"];

const roleOf = ({ account }: StaffMember): StaffRole =>
  account.role === "student" ? "bursar" : account.role;
export const roleWord = (member: StaffMember): string => messages.roleOf[roleOf(member)];

interface RoleDialogProps {
  /** Whose role; the dialog is closed without. */
  member: StaffMember | undefined;
  onClose: () => void;
}

/** Gives an account of the staff another role, and offers to take it back. */
export function RoleDialog({ member, onClose }: RoleDialogProps) {
  const shown = useLast(member);
  return (
    <Dialog
      opened={member !== undefined}
      onClose={onClose}
      title={shown === undefined ? "" : messages.roleTitle(shown.full_name)}
      size="sm"
    >
      {shown !== undefined && <RoleForm key={shown.id} member={shown} onClose={onClose} />}
    </Dialog>
  );
}

function useRoleChange(member: StaffMember, onClose: () => void) {
  const client = useQueryClient();
  const before = roleOf(member);
  const refresh = () => client.invalidateQueries({ queryKey: keys.people });
  const said = (role: StaffRole) => messages.roleChanged(member.full_name, messages.roleOf[role]);
  const back = useMutation({
    mutationFn: () => changeRole(member.id, before),
    onSuccess: () => doneToast(said(before)),
    onError: errorToast,
    onSettled: refresh,
  });
  return useMutation({
    mutationFn: (wanted: StaffRole) => changeRole(member.id, wanted),
    onSuccess: (_, wanted) => {
      onClose();
      undoToast({ message: said(wanted), onUndo: back.mutate });
    },
    onSettled: refresh,
  });
}

function RoleForm({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const before = roleOf(member);
  const [role, setRole] = useState<StaffRole>(before);
  const change = useRoleChange(member, onClose);
  return (
    <Stack gap="md">
      <NativeSelect
        label={messages.role}
        description={member.can_teach ? messages.roleText : messages.roleNoNumber}
        value={role}
        error={fieldError(change.error, "role")}
        onChange={(event) => setRole(event.currentTarget.value as StaffRole)}
        data-autofocus
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
        <Button
          loading={change.isPending}
          disabled={role === before}
          onClick={() => change.mutate(role)}
        >
          {messages.changeRole}
        </Button>
      </Group>
    </Stack>
  );
}
