import { useState } from "react";
import { forgetSignIn } from "@/api/account";
import { ApiError } from "@/api/client";
import { link } from "@/api/organisation";
import { resetPassword } from "@/api/passwords";
import { navigate } from "@/lib/navigation";
import { BadLink } from "./components/BadLink";
import { LinkPage } from "./components/LinkPage";
import { NewPasswordForm } from "./components/NewPasswordForm";
import { words as all } from "./linkWords";
import { useLinkToken } from "./useLinkToken";
import { useOrganisation } from "./useOrganisation";

const words = all.reset;

/** Where the link in a mail leads to: a new password, and then the log-in with the name in it. */
export function ResetPassword() {
  const token = useLinkToken();
  const { own } = useOrganisation();
  const [dead, setDead] = useState<string | null>(null);
  if (!token || dead === token) return <BadLink cut={!token} />;

  const save = async (password: string) => {
    try {
      const name = await resetPassword(token, password);
      // Whoever was signed in here: the person in front of the page is the one of the link.
      forgetSignIn();
      navigate(link("/login"), { replace: true, state: { name, note: words.done } });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "link_invalid") throw error;
      setDead(token);
    }
  };
  return (
    <LinkPage title={words.title} lead={words.lead}>
      <NewPasswordForm own={own} submit={words.submit} onSubmit={save} focus />
    </LinkPage>
  );
}
