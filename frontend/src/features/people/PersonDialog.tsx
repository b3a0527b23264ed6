import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Dialog } from "@/components/ui/Dialog";
import { useFocusBack } from "@/hooks/useFocusBack";
import { errorFacts, errorWords } from "@/lib/errorWords";
import { messages } from "./messages";
import { bodyOfForm, type FormField, isTyped, type Known, problemsIn, type Values } from "./model";
import classes from "./People.module.css";
import { type FormBody, useSaving } from "./useSaving";

interface PersonFormProps<Row> {
  fields: readonly FormField[];
  /** Who is changed, as last read; left out for somebody new. */
  known?: Known | undefined;
  /** Reads what is stored by now, after somebody else was faster. */
  reread?: ((known: Known) => Promise<Known>) | undefined;
  /** Sends the body; a change carries the version that was read. */
  save: (body: FormBody) => Promise<Row>;
  /** Offers to invite somebody new. */
  invitable?: boolean;
  said: (row: Row) => string;
  onClose: () => void;
}

/**
 * A dialog with a form for one person. What is typed stays until it is stored or thrown away on
 * purpose: neither a press beside the dialog nor Escape loses it.
 */
export function PersonDialog<Row>({
  title,
  opened,
  ...form
}: PersonFormProps<Row> & { title: string; opened: boolean }) {
  const [typed, setTyped] = useState(false);
  const [asks, setAsks] = useState(false);
  const close = () => {
    setTyped(false);
    setAsks(false);
    form.onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={() => (typed ? setAsks((now) => !now) : close())}
      closesOutside={!typed}
      title={title}
    >
      <PersonForm
        key={form.known?.id}
        {...form}
        onClose={close}
        onTyped={setTyped}
        asks={asks}
        onStay={() => setAsks(false)}
      />
    </Dialog>
  );
}

interface Guard {
  onTyped: (typed: boolean) => void;
  /** Whether to ask about what was typed, which would be lost. */
  asks: boolean;
  onStay: () => void;
}

function PersonForm<Row>(props: PersonFormProps<Row> & Guard) {
  const { fields, onClose, invitable, onTyped } = props;
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaving(props);
  const { values, before, error } = saving;
  const [invite, setInvite] = useState(invitable === true);
  const [problems, setProblems] = useState<Values>({});
  const facts = errorFacts(error);
  const faulty = fields.find(({ name }) => problems[name] ?? facts.fields[name])?.name;
  const hasEmail = (values["email"] ?? "").trim() !== "";

  useEffect(() => onTyped(isTyped(fields, values, before)), [onTyped, fields, values, before]);
  // What is wrong is where one goes on, once it is said.
  useEffect(() => {
    const found = faulty === undefined ? null : form.current?.elements.namedItem(faulty);
    if (found instanceof HTMLElement) found.focus();
  }, [faulty]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsIn(fields, values);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const body: FormBody = bodyOfForm(fields, values, before);
    if (invitable === true) body["invite"] = invite && hasEmail;
    saving.send(body);
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="md">
        {fields.map(({ name, label, hint, type, maxLength, required }, index) => (
          <TextInput
            key={name}
            name={name}
            label={label}
            description={saving.note(name) ?? hint}
            type={type === "year" ? "text" : (type ?? "text")}
            inputMode={type === "year" ? "numeric" : undefined}
            required={required === true}
            maxLength={maxLength}
            autoComplete="off"
            dir="auto"
            {...(index === 0 ? { "data-autofocus": true } : {})}
            value={values[name] ?? ""}
            error={problems[name] ?? facts.fields[name]?.[0]}
            onChange={(event) => {
              saving.type(name, event.currentTarget.value);
              setProblems(({ [name]: _, ...others }) => others);
            }}
          />
        ))}
        {invitable === true && (
          <label className={classes.check} data-off={!hasEmail || undefined}>
            <input
              type="checkbox"
              disabled={!hasEmail}
              checked={invite && hasEmail}
              onChange={(event) => setInvite(event.currentTarget.checked)}
            />
            {hasEmail ? messages.invite : messages.inviteNoEmail}
          </label>
        )}
        {error !== null && faulty === undefined && (
          <p role="alert" className={classes.problem}>
            {facts.code === "changed_meanwhile" ? messages.changedMeanwhile : errorWords(error)}
          </p>
        )}
        {props.asks ? (
          <Asked onStay={props.onStay} onLeave={onClose} />
        ) : (
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {messages.cancel}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {messages.save}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** Asks before what was typed is lost. */
function Asked({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const stay = useRef<HTMLButtonElement>(null);
  useFocusBack();
  useEffect(() => stay.current?.focus(), []);
  return (
    <Group justify="flex-end" gap="xs">
      <span role="alert" className={classes.ask}>
        {messages.throwAwayAsk}
      </span>
      <Button variant="default" onClick={onLeave}>
        {messages.throwAway}
      </Button>
      <Button ref={stay} onClick={onStay}>
        {messages.keepTyping}
      </Button>
    </Group>
  );
}
