import { Button, Group, NativeSelect, Skeleton, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Holiday } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { Dialog } from "@/components/ui/Dialog";
import { PlusIcon } from "@/components/ui/icons";
import { useFaster } from "@/hooks/useFaster";
import { useStaff } from "@/hooks/useStaff";
import { errorFacts, errorWords, fieldError } from "@/lib/errorWords";
import { fasterWords } from "@/lib/fasterWords";
import { formatDay } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { bodyOfHoliday, type HolidayForm, holidayDays, holidayForm, wrongInHoliday } from "./model";
import { useHolidays, useRemoveHoliday, useReread, useStoreHoliday, useTerms } from "./queries";
import classes from "./Schedule.module.css";

/** Days without classes, below the terms; administrators change them. */
export function HolidayList() {
  const manages = useStaff().me.role === "admin";
  const { data: holidays, error, refetch } = useHolidays();
  const [edited, setEdited] = useState<Holiday | "new">();
  const [removed, setRemoved] = useState<Holiday>();
  const remove = useRemoveHoliday();
  const add = manages && (
    <Button variant="default" leftSection={<PlusIcon size={16} />} onClick={() => setEdited("new")}>
      {messages.holidayAdd}
    </Button>
  );
  const one = edited === "new" ? undefined : edited;
  return (
    <section className={classes.holidays} aria-labelledby="holidays-title" data-testid="holidays">
      <div className={classes.head}>
        <h2 id="holidays-title">{messages.holidays}</h2>
        {add}
      </div>
      {holidays === undefined ? (
        error !== null ? (
          <LoadError error={error} onRetry={() => void refetch()} />
        ) : (
          <div aria-busy="true" role="status" aria-label={messages.holidaysLoading}>
            <Skeleton height={100} radius="lg" />
          </div>
        )
      ) : holidays.length === 0 ? (
        <EmptyNote title={messages.holidayNone}>{messages.holidayNoneText}</EmptyNote>
      ) : (
        <ul className={classes.list}>
          {holidays.map((holiday) => (
            <li key={holiday.id} className={classes.row}>
              <div className={classes.what}>
                <strong>{holiday.name}</strong>
                <span className={classes.facts}>
                  <span>{holidayDays(holiday)}</span>
                  <span>
                    {holiday.term === null
                      ? messages.everywhere
                      : messages.inTerm(holiday.term.name)}
                  </span>
                </span>
              </div>
              {manages && (
                <Button.Group>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={messages.editOne(holiday.name)}
                    onClick={() => setEdited(holiday)}
                  >
                    {messages.edit}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={messages.holidayRemoveOne(holiday.name)}
                    onClick={() => setRemoved(holiday)}
                  >
                    {messages.holidayRemove}
                  </Button>
                </Button.Group>
              )}
            </li>
          ))}
        </ul>
      )}
      <Dialog
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={one === undefined ? messages.holidayNew : messages.holidayEdit}
        size="sm"
      >
        <HolidayFields holiday={one} onClose={() => setEdited(undefined)} />
      </Dialog>
      <ConfirmDialog
        opened={removed !== undefined}
        title={messages.holidayRemoveTitle(removed?.name ?? "")}
        confirm={messages.holidayRemove}
        cancel={messages.cancel}
        busy={remove.isPending}
        onClose={() => setRemoved(undefined)}
        onConfirm={() =>
          removed !== undefined &&
          remove.mutate(removed.id, {
            onSuccess: () => {
              doneToast(messages.holidayRemoved(removed.name));
              setRemoved(undefined);
            },
            onError: errorToast,
          })
        }
      >
        {messages.holidayRemoveText}
      </ConfirmDialog>
    </section>
  );
}

const dayWords = (day: string) => (day === "" ? "" : formatDay(day));

function HolidayFields({
  holiday,
  onClose,
}: {
  holiday: Holiday | undefined;
  onClose: () => void;
}) {
  const { holiday: reread } = useReread();
  const { form, setForm, seen, note, takeOver } = useFaster({
    row: holiday,
    formOf: holidayForm,
    reread,
  });
  const [wrong, setWrong] = useState<ReturnType<typeof wrongInHoliday>>({});
  const terms = useTerms();
  const store = useStoreHoliday(holiday?.id);
  const field = (name: keyof HolidayForm) => ({
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
    const found = wrongInHoliday(form);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    store.mutate(
      { ...bodyOfHoliday(form), ...seen },
      {
        onSuccess: ({ name }) => {
          doneToast(messages.holidaySaved(name));
          onClose();
        },
        onError: takeOver,
      },
    );
  };
  const facts = errorFacts(store.error);
  const atFields = Object.keys(facts.fields).length > 0;
  const termWords = (id: string) => {
    const term = terms.data?.find((one) => String(one.id) === id);
    return term === undefined ? messages.everywhere : messages.inTerm(term.name);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.holidayName}
          description={note("name")}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          {...field("name")}
        />
        <TextInput
          type="date"
          label={messages.holidayFirst}
          description={note("first_day", dayWords)}
          {...field("first_day")}
        />
        <TextInput
          type="date"
          label={messages.holidayLast}
          description={note("last_day", dayWords) ?? messages.holidayLastHint}
          {...field("last_day")}
        />
        <NativeSelect
          label={messages.holidayTerm}
          description={note("term", termWords)}
          {...field("term")}
          data={[
            { value: "", label: messages.everywhere },
            ...(terms.data ?? []).map(({ id, name }) => ({
              value: String(id),
              label: messages.inTerm(name),
            })),
          ]}
        />
        {store.error !== null && !atFields && (
          <p role="alert" className={classes.problem}>
            {facts.code === "changed_meanwhile"
              ? fasterWords.changedMeanwhile
              : errorWords(store.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={store.isPending}>
            {messages.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
