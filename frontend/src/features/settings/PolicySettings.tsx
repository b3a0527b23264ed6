import { Button, Skeleton, VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/staff/keys";
import type { Policy } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { PageHead } from "@/components/layout/PageHead";
import { Panel } from "@/components/layout/Panel";
import { errorFacts, fieldError } from "@/lib/errorWords";
import { messages } from "./messages";
import { changesOf, type Entered, type Form, groupsOf, takenOver, toForm } from "./model";
import { PreviewDialog } from "./PreviewDialog";
import { useChangePolicy, usePolicy, usePreview } from "./queries";
import { SettingField } from "./SettingField";
import classes from "./Settings.module.css";

/** The organisation's policy: every setting explained, looked at before it is stored. */
export function PolicySettings() {
  const { data: policy, error, refetch } = usePolicy();
  if (policy === undefined) {
    if (error !== null) return <LoadError page error={error} onRetry={() => void refetch()} />;
    return (
      <div aria-busy="true" role="status">
        <VisuallyHidden component="h1">{messages.loading}</VisuallyHidden>
        <Skeleton height={34} width="12rem" mb="xl" />
        <Skeleton height={320} radius="lg" mb="xl" />
        <Skeleton height={320} radius="lg" />
      </div>
    );
  }
  return <Editor policy={policy} />;
}

function Editor({ policy: loaded }: { policy: Policy }) {
  // What the fields are compared with stays as it was read, until it is saved or taken over.
  const [policy, setPolicy] = useState(loaded);
  const [form, setForm] = useState<Form>(() => toForm(loaded));
  const client = useQueryClient();
  const preview = usePreview();
  const save = useChangePolicy();
  const { values, unreadable } = changesOf(policy, form);
  const count = Object.keys(values).length + unreadable.length;

  const change = (name: string) => (entered: Entered) => {
    setForm((before) => ({ ...before, [name]: entered }));
    if (preview.isError) preview.reset();
  };
  const problem = (name: string) =>
    unreadable.includes(name) ? messages.notNumber : fieldError(preview.error, name);
  const look = (event: FormEvent) => {
    event.preventDefault();
    save.reset();
    if (unreadable.length > 0) return;
    preview.mutate(values, {
      onError: (failure) => {
        if (Object.keys(errorFacts(failure).fields).length === 0) errorToast(failure);
      },
    });
  };
  const store = () =>
    save.mutate(
      { version: policy.version, settings: values },
      {
        onSuccess: (stored) => {
          preview.reset();
          setPolicy(stored);
          setForm(toForm(stored));
          doneToast(messages.saved);
        },
      },
    );
  const takeOver = (now: Policy) => {
    client.setQueryData(keys.policy, now);
    setForm((entered) => takenOver(policy, now, entered));
    setPolicy(now);
    preview.reset();
    save.reset();
  };

  return (
    <form onSubmit={look} noValidate>
      <PageHead title={messages.title} below={<span>{messages.below}</span>} />
      {groupsOf(policy).map(({ title, settings }) => (
        <Panel key={title} title={title}>
          <ul className={classes.group}>
            {settings.map((setting) => (
              <SettingField
                key={setting.name}
                setting={setting}
                entered={form[setting.name] ?? ""}
                problem={problem(setting.name)}
                onChange={change(setting.name)}
              />
            ))}
          </ul>
        </Panel>
      ))}
      {count > 0 && (
        <div className={classes.bar}>
          <strong role="status">{messages.unsaved(count)}</strong>
          <div className={classes.acts}>
            <Button
              variant="default"
              onClick={() => {
                setForm(toForm(policy));
                preview.reset();
              }}
            >
              {messages.discard}
            </Button>
            <Button type="submit" loading={preview.isPending}>
              {messages.look}
            </Button>
          </div>
        </div>
      )}
      <PreviewDialog
        preview={preview.data}
        policy={policy}
        values={values}
        saving={save.isPending}
        error={save.error}
        onClose={() => preview.reset()}
        onSave={store}
        onTakeOver={takeOver}
      />
    </form>
  );
}
