import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "react-router";
import type { Session, TokenKind } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { DotsIcon, RefreshIcon, ScreenIcon, TrashIcon } from "@/components/ui/icons";
import { messages } from "./messages";
import type { useSessionActions } from "./queries";

interface CodeMenuProps {
  session: Session;
  actions: Pick<ReturnType<typeof useSessionActions>, "regenerate" | "revoke">;
}

/** The rarer things: a new code, another kind of code, no code. */
export function CodeMenu({ session, actions }: CodeMenuProps) {
  const { token } = session;
  const kind = token?.kind ?? "rotating";
  const other: TokenKind = kind === "rotating" ? "fixed" : "rotating";
  const renew = (wanted: TokenKind) =>
    actions.regenerate.mutate(wanted, { onSuccess: () => doneToast(messages.newCodeDone) });
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={messages.more} data-testid="code-menu">
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {session.state === "open" && (
          <Menu.Item
            component={Link}
            to={`/sessions/${session.id}/kiosk`}
            leftSection={<ScreenIcon />}
          >
            {messages.kiosk}
          </Menu.Item>
        )}
        <Menu.Label>{messages.codes}</Menu.Label>
        <Menu.Item leftSection={<RefreshIcon />} onClick={() => renew(kind)}>
          {messages.newCode}
        </Menu.Item>
        <Menu.Item leftSection={<RefreshIcon />} onClick={() => renew(other)}>
          {other === "fixed" ? messages.newFixed : messages.newRotating}
        </Menu.Item>
        {token !== null && token.revoked_at === null && (
          <Menu.Item
            color="red"
            leftSection={<TrashIcon />}
            onClick={() =>
              actions.revoke.mutate(token.id, { onSuccess: () => doneToast(messages.revokedDone) })
            }
          >
            {messages.revokeCode}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
