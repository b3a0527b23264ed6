import { useState } from "react";
import type { KnownUser } from "@/api/account";
import { ApiError } from "@/api/client";
import { acceptInvitation } from "@/api/passwords";
import { BadLink } from "./components/BadLink";
import { LinkPage } from "./components/LinkPage";
import { NewPasswordForm } from "./components/NewPasswordForm";
import { words as all } from "./linkWords";
import { useLinkToken } from "./useLinkToken";
import { useOrganisation } from "./useOrganisation";

const words = all.invitation;

interface AcceptInvitationProps {
  onSignedIn: (user: KnownUser) => void;
}

/** Where an invitation leads to: the first password, and with it the first sign-in. */
export function AcceptInvitation({ onSignedIn }: AcceptInvitationProps) {
  const token = useLinkToken();
  const { name, own } = useOrganisation();
  const [dead, setDead] = useState<string | null>(null);
  if (!token || dead === token) {
    return (
      <BadLink cut={!token}>
        <p className="state-small">{all.badLink.invitation}</p>
      </BadLink>
    );
  }

  const save = async (password: string) => {
    try {
      onSignedIn(await acceptInvitation(token, password));
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "link_invalid") throw error;
      setDead(token);
    }
  };
  return (
    <LinkPage title={words.title} lead={name ? `${name}. ${words.lead}` : words.lead}>
      <NewPasswordForm own={own} submit={words.submit} onSubmit={save} focus />
    </LinkPage>
  );
}
