import { type FormEvent, useState } from "react";
import { rememberUser } from "@/api/account";
import { ApiError } from "@/api/client";
import type { Me } from "@/api/student/types";
import { api, bodyOf } from "@/api/typed";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { messages } from "./messages";
import { problem } from "./problem";

const words = messages.person;

/** One's own name and telephone. */
export function Person({ me }: { me: Me }) {
  const [name, setName] = useState(me.full_name);
  const [phone, setPhone] = useState(me.phone);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [fields, setFields] = useState<Record<string, string[]>>({});
  const [failure, setFailure] = useState<string | null>(null);

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setBusy(true);
    setSaved(false);
    setFields({});
    setFailure(null);
    try {
      const body = { full_name: name, phone };
      const now = await bodyOf(api.PATCH("/api/me/", { body }));
      setName(now.full_name);
      setPhone(now.phone);
      rememberUser({ full_name: now.full_name });
      setSaved(true);
    } catch (error) {
      const wrong = error instanceof ApiError ? error.fields : {};
      const first = ["full_name", "phone"].find((field) => wrong[field]);
      setFields(wrong);
      if (first) form.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      else setFailure(problem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="section" aria-labelledby="person-title">
      <h2 id="person-title">{words.title}</h2>
      <form className="account-card" noValidate onSubmit={save}>
        <Field
          label={words.name}
          hint={words.nameHint}
          error={fields["full_name"]?.[0]}
          name="full_name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={words.phone}
          hint={words.phoneHint}
          error={fields["phone"]?.[0]}
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
        <Button type="submit" busy={busy}>
          {words.save}
        </Button>
        <p className={saved ? "note note-ok" : "visually-hidden"} role="status">
          {saved && words.saved}
        </p>
        {failure && (
          <p className="note note-bad" role="alert">
            {failure}
          </p>
        )}
      </form>
    </section>
  );
}
