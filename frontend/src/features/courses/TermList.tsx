import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Term } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { doneToast } from "@/components/feedback/toasts";
import { FormDialog } from "@/components/ui/FormDialog";
import { useFaster } from "@/hooks/useFaster";
import { fieldError } from "@/lib/errorWords";
import { formatDay } from "@/lib/zonedFormat";
import { FormFoot } from "./FormFoot";
import { LocalList } from "./LocalList";
import { messages } from "./messages";
import { dayWords, type TermField, termBody, termForm, wrongInTerm } from "./model";
import { useReread, useStoreTerm, useTerms } from "./queries";

const RULES = {
  textOf: ({ name }: Term) => name,
  sorts: {
    name: ({ name }: Term) => name,
    first: ({ first_day }: Term) => first_day,
    last: ({ last_day }: Term) => last_day,
  },
  usual: "-first",
};

/** `/terms`: when is taught. */
export function TermList() {
  const terms = useTerms();
  const [edited, setEdited] = useState<Term | "new">();
  const one = edited === "new" ? undefined : edited;
  return (
    <>
      <LocalList
        title={messages.terms}
        searchLabel={messages.termSearch}
        add={messages.termNew}
        onAdd={() => setEdited("new")}
        onEdit={setEdited}
        list={terms}
        rules={RULES}
        columns={[
          {
            key: "first",
            title: messages.firstDay,
            sortable: true,
            phone: "labelled",
            render: ({ first_day }) => formatDay(first_day),
          },
          {
            key: "last",
            title: messages.lastDay,
            sortable: true,
            phone: "labelled",
            render: ({ last_day }) => formatDay(last_day),
          },
        ]}
        none={<EmptyNote title={messages.termNone}>{messages.termNoneText}</EmptyNote>}
      />
      <FormDialog
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={one === undefined ? messages.termNew : messages.editTitle(one.name)}
      >
        <TermForm term={one} onClose={() => setEdited(undefined)} />
      </FormDialog>
    </>
  );
}

function TermForm({ term, onClose }: { term: Term | undefined; onClose: () => void }) {
  const { term: reread } = useReread();
  const { form, setForm, seen, note, takeOver } = useFaster({
    row: term,
    formOf: termForm,
    reread,
  });
  const [wrong, setWrong] = useState<Partial<Record<TermField, string>>>({});
  const store = useStoreTerm(term?.id);
  const field = (name: TermField) => ({
    value: form[name],
    error: wrong[name] ?? fieldError(store.error, name),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
      setWrong({});
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = wrongInTerm(form);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    store.mutate(
      { ...termBody(form), ...seen },
      {
        onSuccess: ({ name }) => {
          doneToast(messages.saved(name));
          onClose();
        },
        onError: takeOver,
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.name}
          description={note("name") ?? messages.termNameHint}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          {...field("name")}
        />
        <TextInput
          type="date"
          label={messages.firstDay}
          description={note("first_day", dayWords)}
          {...field("first_day")}
        />
        <TextInput
          type="date"
          label={messages.lastDay}
          description={note("last_day", dayWords)}
          {...field("last_day")}
        />
        <FormFoot error={store.error} onClose={onClose}>
          <Button type="submit" loading={store.isPending}>
            {messages.saveIt}
          </Button>
        </FormFoot>
      </Stack>
    </form>
  );
}
