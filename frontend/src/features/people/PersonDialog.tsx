import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/staff/keys";
import { doneToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { errorFacts, errorWords } from "@/lib/errorWords";
import { messages } from "./messages";
import { bodyOfForm, type FormField, problemsIn, type Values } from "./model";
import classes from "./People.module.css";

export type FormBody = Record<string, string | number | boolean | null>;

interface PersonFormProps<Row> {
  fields: readonly FormField[];
  /** What is stored; empty for somebody new. */
  before: Values;
  /** Sends the body; a change carries the version that was read. */
  save: (body: FormBody) => Promise<Row>;
  /** Reads what is stored by now, after somebody else was faster. */
  reread?: (() => Promise<{ values: Values; version: string }>) | undefined;
  version?: string | undefined;
  /** Offers to invite somebody new. */
  invitable?: boolean;
  said: (row: Row) => string;
  onClose: () => void;
}

/** A dialog with a form for one person. What is typed stays until it is stored or given up. */
export function PersonDialog<Row>({
  title,
  opened,
  ...form
}: PersonFormProps<Row> & { title: string; opened: boolean }) {
  return (
    <Dialog opened={opened} onClose={form.onClose} title={title}>
      <PersonForm {...form} />
    </Dialog>
  );
}

function PersonForm<Row>(props: PersonFormProps<Row>) {
  const { fields, save, reread, said, onClose, invitable } = props;
  const client = useQueryClient();
  const [before, setBefore] = useState(props.before);
  const [version, setVersion] = useState(props.version);
  const [values, setValues] = useState<Values>(props.before);
  const [invite, setInvite] = useState(invitable === true);
  const [problems, setProblems] = useState<Values>({});
  const [stored, setStored] = useState<Values>();

  const sending = useMutation({
    mutationFn: async (body: FormBody) => {
      try {
        return await save(body);
      } catch (error) {
        if (errorFacts(error).code === "changed_meanwhile" && reread !== undefined) {
          const now = await reread();
          setStored(now.values);
          setBefore(now.values);
          setVersion(now.version);
        }
        throw error;
      }
    },
    onSuccess: async (row) => {
      doneToast(said(row));
      onClose();
      await client.invalidateQueries({ queryKey: keys.people });
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsIn(fields, values);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const body: FormBody = bodyOfForm(fields, values, before);
    if (invitable === true) body["invite"] = invite && (values["email"] ?? "").trim() !== "";
    if (version !== undefined) body["version"] = version;
    sending.mutate(body);
  };

  const facts = errorFacts(sending.error);
  const said409 = facts.code === "changed_meanwhile" ? messages.changedMeanwhile : undefined;
  const known = new Set(fields.map(({ name }) => name));
  const atFields = Object.keys(facts.fields).some((name) => known.has(name));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {fields.map(({ name, label, hint, type, maxLength, required }, index) => (
          <TextInput
            key={name}
            label={label}
            description={
              stored !== undefined && stored[name] !== (values[name] ?? "")
                ? `${messages.stored}: ${stored[name] || messages.none}`
                : hint
            }
            type={type === "year" ? "text" : (type ?? "text")}
            inputMode={type === "year" ? "numeric" : undefined}
            required={required === true}
            maxLength={maxLength}
            autoComplete="off"
            {...(index === 0 ? { "data-autofocus": true } : {})}
            value={values[name] ?? ""}
            error={problems[name] ?? facts.fields[name]?.[0]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setValues((now) => ({ ...now, [name]: value }));
              setProblems(({ [name]: _, ...others }) => others);
            }}
          />
        ))}
        {invitable === true && (
          <label className={classes.check}>
            <input
              type="checkbox"
              checked={invite}
              onChange={(event) => setInvite(event.currentTarget.checked)}
            />
            {messages.invite}
          </label>
        )}
        {sending.error !== null && !atFields && (
          <p role="alert" className={classes.problem}>
            {said409 ?? errorWords(sending.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={sending.isPending}>
            {messages.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
