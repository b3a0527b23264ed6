import { useState } from "react";
import { api, bodyOf } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { useResource } from "@/hooks/useResource";
import { messages } from "./messages";
import { problem } from "./problem";

const words = messages.calendar;
const fetchCalendar = (signal: AbortSignal) => bodyOf(api.GET("/api/me/calendar/", { signal }));

/** The private address at which one's own calendar program fetches the classes. */
export function Calendar() {
  const { data, error } = useResource("calendar", fetchCalendar);
  const [exists, setExists] = useState<boolean>();
  const [address, setAddress] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const has = exists ?? (data !== null && data.created_at !== null);

  const attempt = async (act: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setTold("");
    setFailure(null);
    try {
      await act();
    } catch (caught) {
      setFailure(problem(caught));
    } finally {
      setBusy(false);
    }
  };
  const make = () =>
    attempt(async () => {
      const made = await bodyOf(api.POST("/api/me/calendar/"));
      setAddress(made.address);
      setExists(true);
      setTold(words.made);
    });
  const revoke = () =>
    attempt(async () => {
      await api.DELETE("/api/me/calendar/");
      setAddress(null);
      setExists(false);
      setTold(words.revoked);
    });
  const copy = () =>
    attempt(async () => {
      await navigator.clipboard.writeText(address ?? "");
      setTold(words.copied);
    });

  // One who cannot reach it now can have an address made all the same.
  if (data === null && error === null) return null;
  return (
    <section className="section" aria-labelledby="calendar-title">
      <h2 id="calendar-title">{words.title}</h2>
      <div className="account-card">
        <p className="account-hint">{words.lead}</p>
        {address !== null && (
          <>
            <Field
              label={words.address}
              hint={words.once}
              readOnly
              value={address}
              onFocus={(event) => event.target.select()}
            />
            <Button onClick={copy}>{words.copy}</Button>
            <a className="button button-secondary" href={address.replace(/^https?:/, "webcal:")}>
              {words.open}
            </a>
          </>
        )}
        <Button
          look={address === null && !has ? "primary" : "secondary"}
          busy={busy}
          onClick={make}
        >
          {has ? words.renew : words.make}
        </Button>
        {has && (
          <Button look="quiet" busy={busy} onClick={revoke}>
            {words.revoke}
          </Button>
        )}
        <p className={told === "" ? "visually-hidden" : "note note-ok"} role="status">
          {told}
        </p>
        {failure && (
          <p className="note note-bad" role="alert">
            {failure}
          </p>
        )}
      </div>
    </section>
  );
}
