import { useEffect, useState } from "react";
import { knownUser } from "@/api/account";
import { api } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { joinProblem } from "./components/JoinCourse";
import { messages } from "./messages";

const { join } = messages;

const home = (
  <Link className="button button-secondary" to="/">
    <span>{join.toStart}</span>
  </Link>
);

/**
 * Where the QR code of a course leads. Opening it changes nothing: whoever is signed in sees for
 * whom the code is taken, and joins by a press.
 */
export function JoinPage({ code }: { code: string }) {
  const [busy, setBusy] = useState(false);
  const [course, setCourse] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    document.title = join.open;
  }, []);

  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { data } = await api.POST("/api/courses/join/", { body: { join_code: code } });
      const joined = data?.course as { code: string; name: string } | undefined;
      setCourse(joined ? `${joined.code} ${joined.name}` : "");
    } catch (error) {
      setFailure(joinProblem(error));
    } finally {
      setBusy(false);
    }
  };

  if (course !== null) {
    return (
      <StateScreen
        state="joined"
        tone="calm"
        icon="tick"
        title={join.joined}
        lead={course}
        actions={home}
      />
    );
  }
  return (
    <StateScreen
      state="join"
      tone="calm"
      icon="plus"
      title={join.open}
      lead={join.as(knownUser()?.full_name ?? "")}
      actions={
        <>
          <Button busy={busy} onClick={() => void submit()}>
            {join.submit}
          </Button>
          {home}
        </>
      }
    >
      <p className="join-code">{code.toUpperCase()}</p>
      <p role="alert" className={failure === null ? "visually-hidden" : "note note-bad"}>
        {failure}
      </p>
    </StateScreen>
  );
}
