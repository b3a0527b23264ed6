import { useEffect, useRef, useState } from "react";
import { forgetSignIn, timeZone } from "@/api/account";
import { link } from "@/api/organisation";
import {
  endAllSignIns,
  endOtherSignIns,
  endSignIn,
  fetchSignIns,
  type OwnSignIn,
} from "@/api/passwords";
import { Announcer } from "@/components/light/Announcer";
import { Button } from "@/components/light/Button";
import { Icon } from "@/components/light/Icon";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { useResource } from "@/hooks/useResource";
import { deviceOf } from "@/lib/deviceName";
import { navigate } from "@/lib/navigation";
import { zonedFormat } from "@/lib/zonedFormat";
import { words as all } from "../linkWords";
import { problem } from "../problem";
import { words as security } from "../securityWords";

const words = security.signIns;

interface RowProps {
  signIn: OwnSignIn;
  busy: boolean;
  onEnd: () => void;
}

function Row({ signIn, busy, onEnd }: RowProps) {
  const { dayTime } = zonedFormat(timeZone());
  const device = deviceOf(signIn.user_agent);
  const name = device.name || words.unknown;
  return (
    <li className="row" data-current={signIn.current || undefined}>
      <Icon name={device.isHandheld ? "phone" : "screen"} />
      <span className="row-text">
        <strong>{name}</strong>
        <span>{words.since(dayTime(signIn.created_at), signIn.network)}</span>
        <span>{words.used(dayTime(signIn.last_used_at))}</span>
      </span>
      {signIn.current ? (
        <span className="chip" data-status="present">
          {words.here}
        </span>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label={words.end(name)}
          aria-disabled={busy || undefined}
          onClick={busy ? undefined : onEnd}
        >
          <Icon name="leave" />
        </button>
      )}
    </li>
  );
}

function EndAll() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const end = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await endAllSignIns();
      forgetSignIn();
      navigate(link("/login"));
    } catch (error) {
      setFailure(problem(error));
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="quiet" icon="leave" onClick={() => dialog.current?.showModal()}>
        {words.endAll}
      </Button>
      <dialog ref={dialog} className="sheet" aria-labelledby="end-all-title">
        <div className="sheet-body">
          <h2 id="end-all-title">{words.sureTitle}</h2>
          <p>{words.sureLead}</p>
          {failure && (
            <p className="note note-bad" role="alert">
              {failure}
            </p>
          )}
          <Button busy={busy} onClick={end}>
            {words.endAll}
          </Button>
          <Button look="quiet" onClick={() => dialog.current?.close()}>
            {words.sureNo}
          </Button>
        </div>
      </dialog>
    </>
  );
}

/**
 * Where the user is signed in, and the ways to end it.
 *
 * @param round asks anew when it changes: a change of password has ended the others
 */
export function SignIns({ round }: { round: number }) {
  const { data, error, reload } = useResource("sign-ins", fetchSignIns);
  useEffect(() => {
    if (round > 0) reload();
  }, [round, reload]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);

  const run = async (what: () => Promise<string>) => {
    setBusy(true);
    setFailure(null);
    try {
      setSaid(await what());
      reload();
      // The button that was pressed goes with its row.
      heading.current?.focus();
    } catch (caught) {
      setFailure(problem(caught));
    } finally {
      setBusy(false);
    }
  };
  const endOne = (id: number) =>
    run(async () => {
      await endSignIn(id);
      return words.ended;
    });
  const endOthers = () => run(async () => words.endedOthers(await endOtherSignIns()));

  return (
    <section className="section" aria-labelledby="sign-ins-title">
      <h2 id="sign-ins-title" ref={heading} tabIndex={-1}>
        {words.title}
      </h2>
      {failure && (
        <p className="note note-bad" role="alert">
          {failure}
        </p>
      )}
      {data ? (
        <ul className="rows">
          {data.map((one) => (
            <Row key={one.id} signIn={one} busy={busy} onEnd={() => endOne(one.id)} />
          ))}
        </ul>
      ) : error === null ? (
        <SkeletonRows rows={2} label={all.loading} />
      ) : (
        <LoadFailure text={words.failed} retry={all.retry} onRetry={reload} />
      )}
      {data && data.length === 1 && <p className="card-hint">{words.onlyHere}</p>}
      {data && data.length > 1 && (
        <Button look="secondary" busy={busy} onClick={endOthers}>
          {words.endOthers}
        </Button>
      )}
      {data && <EndAll />}
      <Announcer text={said} />
    </section>
  );
}
