import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { sendVerification, verifyEmail } from "@/api/passwords";
import { getToken } from "@/api/token";
import { Button } from "@/components/light/Button";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { BadLink } from "./components/BadLink";
import { words as all } from "./linkWords";
import { problem } from "./problem";
import { useLinkToken } from "./useLinkToken";
import { useOrganisation } from "./useOrganisation";

const words = all.verify;

const homeLink = (
  <Link className="button button-secondary" to="/">
    {all.home}
  </Link>
);

function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p className="note note-bad" role="alert">
      {text}
    </p>
  );
}

/** A link that does not work: whoever is signed in gets a new one here. */
function Dead({ cut }: { cut: boolean }) {
  const [sent, setSent] = useState<"no" | "busy" | "sent" | "nothing">("no");
  const [failure, setFailure] = useState<string | null>(null);
  const again = async () => {
    setSent("busy");
    setFailure(null);
    try {
      setSent((await sendVerification()) ? "sent" : "nothing");
    } catch (error) {
      setFailure(problem(error));
      setSent("no");
    }
  };
  if (sent === "sent") {
    return (
      <StateScreen
        state="verification-sent"
        tone="calm"
        icon="mail"
        title={words.sentTitle}
        lead={words.sentLead}
        actions={homeLink}
      />
    );
  }
  if (getToken() === null) {
    const next = encodeURIComponent("/account/security");
    return (
      <BadLink
        cut={cut}
        actions={
          <Link className="button button-primary" to={`/login?next=${next}`}>
            {all.badLink.signIn}
          </Link>
        }
      >
        <p className="state-small">{words.signInFirst}</p>
      </BadLink>
    );
  }
  return (
    <BadLink
      cut={cut}
      actions={
        sent === "nothing" ? (
          homeLink
        ) : (
          <Button icon="mail" busy={sent === "busy"} onClick={again}>
            {words.again}
          </Button>
        )
      }
    >
      <Problem text={failure} />
      {sent === "nothing" && (
        <p className="note" role="status">
          {words.nothing}
        </p>
      )}
    </BadLink>
  );
}

/** Where the link in a mail leads to. Opening it changes nothing: a click confirms the address. */
export function VerifyEmail() {
  const token = useLinkToken();
  const { name } = useOrganisation();
  const [state, setState] = useState<"ask" | "busy" | "done">("ask");
  const [dead, setDead] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    document.title = words.title;
  }, []);

  const confirm = async () => {
    setState("busy");
    setFailure(null);
    try {
      await verifyEmail(token);
      setState("done");
    } catch (error) {
      setState("ask");
      if (error instanceof ApiError && error.code === "link_invalid") setDead(token);
      else setFailure(problem(error));
    }
  };

  if (state === "done") {
    return (
      <StateScreen
        state="address-confirmed"
        tone="calm"
        icon="tick"
        title={words.doneTitle}
        lead={words.doneLead}
        actions={homeLink}
      />
    );
  }
  if (!token || dead === token) return <Dead cut={!token} />;
  return (
    <StateScreen
      state="confirm-address"
      tone="calm"
      icon="mail"
      title={words.title}
      lead={words.lead(name)}
      actions={
        <Button busy={state === "busy"} onClick={confirm}>
          {words.submit}
        </Button>
      }
    >
      <Problem text={failure} />
    </StateScreen>
  );
}
