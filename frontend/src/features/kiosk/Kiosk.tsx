import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { ApiError, NetworkError } from "@/api/client";
import { fetchKiosk, type KioskDone, type KioskFound, kioskCheckIn, lookUp } from "@/api/kiosk";
import { type KioskState, readKiosk, writeKiosk } from "@/api/kioskStore";
import { link } from "@/api/organisation";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { StateScreen } from "@/components/light/StateScreen";
import { useResource } from "@/hooks/useResource";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { useWaiting } from "./useWaiting";

/** How long a name or a result stays when nobody touches anything: the next one must not see it. */
const IDLE_MS = 15_000;
const SHOWN_MS = 4_000;
const ASK_MS = 15_000;

type View =
  | { at: "number"; typed: string }
  | { at: "confirm"; found: KioskFound }
  | { at: "done"; done: KioskDone; name: string }
  | { at: "kept"; name: string }
  | { at: "leave" };

function wordsOf(error: unknown): string {
  if (error instanceof NetworkError) return messages.offline;
  if (!(error instanceof ApiError) || error.status >= 500) return messages.trouble;
  if (error.code === "kiosk_number_unknown") return messages.unknown;
  return error.status === 429 ? messages.tooMany : messages.refused;
}

const hasEnded = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "kiosk_ended";

interface NumberFormProps {
  /** What somebody has begun to type before the form was there. */
  typed: string;
  busy: boolean;
  problem: string | null;
  onSend: (number: string) => void;
}

function NumberForm({ typed, busy, problem, onSend }: NumberFormProps) {
  const [number, setNumber] = useState(typed);
  const form = useRef<HTMLFormElement>(null);
  // A card reader types wherever the focus is: it is here, also after somebody touched the page.
  useEffect(() => {
    const focus = () => form.current?.querySelector("input")?.focus();
    focus();
    document.addEventListener("pointerup", focus);
    return () => document.removeEventListener("pointerup", focus);
  }, []);
  useEffect(() => {
    if (number === "") return;
    const timer = window.setTimeout(() => setNumber(""), IDLE_MS * 2);
    return () => window.clearTimeout(timer);
  }, [number]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && number.trim() !== "") onSend(number.trim());
  };
  return (
    <form ref={form} className="kiosk-form" onSubmit={send}>
      <Field
        label={messages.number}
        hint={messages.numberHint}
        error={problem}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
      />
      <Button type="submit" busy={busy}>
        {messages.next}
      </Button>
    </form>
  );
}

interface ConfirmProps {
  found: KioskFound;
  busy: boolean;
  problem: string | null;
  onYes: () => void;
  /** Back to the number; with what the next one in the queue has begun to type. */
  onNo: (typed: string) => void;
}

function Confirm({ found, busy, problem, onYes, onNo }: ConfirmProps) {
  const heading = messages.isThatYou(found.name);
  const yes = useRef<HTMLDivElement>(null);
  useEffect(() => yes.current?.querySelector("button")?.focus(), []);
  // The next card may be read while the last name still stands here: its Enter must not confirm it.
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
      const typed = event.key.length === 1 && event.key !== " ";
      if (event.key !== "Escape" && !typed) return;
      event.preventDefault();
      onNo(typed ? event.key : "");
    };
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  }, [busy, onNo]);
  return (
    <div ref={yes} className="kiosk-form">
      <h2 className="kiosk-name" id="kiosk-name">
        {heading}
      </h2>
      <Button busy={busy} onClick={onYes} aria-describedby="kiosk-name">
        {messages.yes}
      </Button>
      <Button look="secondary" onClick={() => onNo("")}>
        {messages.no}
      </Button>
      {problem ? (
        <p className="field-error" role="alert">
          {problem}
        </p>
      ) : (
        <p className="field-hint">{messages.confirmHint}</p>
      )}
    </div>
  );
}

function Done({ view }: { view: Extract<View, { at: "done" | "kept" }> }) {
  const kept = view.at === "kept";
  const title = kept
    ? messages.kept(view.name)
    : view.done.outcome === "already_checked_in" && view.done.status !== "absent"
      ? messages.already
      : messages.done[view.done.status];
  return (
    <div className="kiosk-done" data-status={kept ? "kept" : view.done.status}>
      <h2>{title}</h2>
      <p>{kept ? messages.keptLead : view.name}</p>
      {!kept && <p>{messages.reference(view.done.reference)}</p>}
    </div>
  );
}

function Ended({ session }: { session: number | null }) {
  const next = session === null ? "" : `?next=${encodeURIComponent(link(`/sessions/${session}`))}`;
  return (
    <StateScreen
      state="kiosk-ended"
      tone="calm"
      icon="lock"
      title={messages.ended.title}
      lead={messages.ended.lead}
      actions={
        <a className="button button-secondary" href={`${link("/login")}${next}`}>
          {messages.ended.sign}
        </a>
      }
    />
  );
}

function Leave({ session, onStay }: { session: number; onStay: () => void }) {
  const next = encodeURIComponent(link(`/sessions/${session}/kiosk`));
  return (
    <div className="kiosk-form">
      <h2>{messages.leaveTitle}</h2>
      <p>{messages.leaveLead}</p>
      <Button onClick={onStay}>{messages.stay}</Button>
      <a className="button button-secondary" href={`${link("/login")}?next=${next}`}>
        {messages.ended.sign}
      </a>
    </div>
  );
}

function Running({ kiosk, onEnded }: { kiosk: KioskState; onEnded: () => void }) {
  const [view, setView] = useState<View>({ at: "number", typed: "" });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { waiting, refused, keep } = useWaiting(kiosk.token);
  const shown = useResource(kiosk.token, (signal) => fetchKiosk(kiosk.token, signal));
  const { error, reload } = shown;
  useEffect(() => {
    if (hasEnded(error)) onEnded();
  }, [error, onEnded]);
  useEffect(() => {
    const timer = window.setInterval(reload, ASK_MS);
    return () => window.clearInterval(timer);
  }, [reload]);
  const back = useCallback((typed = "") => {
    setProblem(null);
    setView({ at: "number", typed });
  }, []);
  useEffect(() => {
    if (view.at === "number" || busy) return;
    const after = view.at === "done" || view.at === "kept" ? SHOWN_MS : IDLE_MS;
    const timer = window.setTimeout(() => back(), after);
    return () => window.clearTimeout(timer);
  }, [view, busy, back]);

  const run = async (work: () => Promise<View>, lost?: () => View) => {
    setBusy(true);
    setProblem(null);
    try {
      setView(await work());
    } catch (failed) {
      if (hasEnded(failed)) onEnded();
      else if (failed instanceof NetworkError && lost) setView(lost());
      else setProblem(wordsOf(failed));
    }
    setBusy(false);
  };
  const find = (number: string) =>
    run(async () => ({ at: "confirm", found: await lookUp(kiosk.token, number) }));
  const confirm = ({ name, ticket }: KioskFound) =>
    run(
      async () => ({ at: "done", name, done: await kioskCheckIn(kiosk.token, ticket) }),
      () => {
        keep({ name, ticket });
        return { at: "kept", name };
      },
    );

  const info = shown.data;
  return (
    <main className="kiosk" data-view={view.at} data-testid="kiosk">
      <header className="kiosk-head">
        <h1>{info ? `${info.course.code} ${info.course.name}` : messages.title}</h1>
        {info && <p>{messages.closes(zonedFormat(info.time_zone).time(info.closes_at))}</p>}
      </header>
      <div className="kiosk-result" role="status">
        {(view.at === "done" || view.at === "kept") && <Done view={view} />}
      </div>
      {view.at !== "confirm" && view.at !== "leave" && (
        <NumberForm
          typed={view.at === "number" ? view.typed : ""}
          busy={busy}
          problem={problem}
          onSend={find}
        />
      )}
      {view.at === "confirm" && (
        <Confirm
          found={view.found}
          busy={busy}
          problem={problem}
          onYes={() => confirm(view.found)}
          onNo={back}
        />
      )}
      {view.at === "leave" && <Leave session={kiosk.session} onStay={() => back()} />}
      <footer className="kiosk-foot">
        <p role="status">
          {waiting.length > 0 && messages.waiting(waiting.length)}
          {refused.length > 0 && <strong> {messages.lost(refused.join(", "))}</strong>}
        </p>
        {view.at === "number" && (
          <Button look="quiet" onClick={() => setView({ at: "leave" })}>
            {messages.leave}
          </Button>
        )}
      </footer>
    </main>
  );
}

/** A lecturer's device at which students enter their number. Nobody is signed in here. */
export function Kiosk() {
  const [kiosk] = useState(readKiosk);
  const [ended, setEnded] = useState(kiosk === null);
  const end = useCallback(() => {
    writeKiosk(null);
    setEnded(true);
  }, []);
  useEffect(() => {
    document.title = messages.title;
  }, []);
  if (ended || kiosk === null) return <Ended session={kiosk?.session ?? null} />;
  return <Running kiosk={kiosk} onEnded={end} />;
}
