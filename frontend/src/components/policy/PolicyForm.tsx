import { Button } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { PolicyPreview } from "@/api/staff/types";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { errorFacts, fieldError } from "@/lib/errorWords";
import { messages } from "./messages";
import {
  changesOf,
  type Entered,
  type Form,
  groupsOf,
  type Rules,
  takenOver,
  toForm,
} from "./model";
import classes from "./Policy.module.css";
import { PreviewDialog } from "./PreviewDialog";
import { SettingField } from "./SettingField";

interface PolicyFormProps<Kind extends Rules> {
  loaded: Kind;
  preview: UseMutationResult<PolicyPreview, unknown, Record<string, unknown>>;
  save: UseMutationResult<Kind, unknown, { version: string; settings: Record<string, unknown> }>;
  /** Keeps what somebody else has stored, as a refusal brought it. */
  onTakeOver: (now: Kind) => void;
}

/** Settings with their explanations: changed together, and looked at before they are stored. */
export function PolicyForm<Kind extends Rules>(props: PolicyFormProps<Kind>) {
  const { preview, save } = props;
  // What the fields are compared with stays as it was read, until it is saved or taken over.
  const [policy, setPolicy] = useState(props.loaded);
  const [form, setForm] = useState<Form>(() => toForm(props.loaded));
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
  const takeOver = (now: Kind) => {
    props.onTakeOver(now);
    setForm((entered) => takenOver(policy, now, entered));
    setPolicy(now);
    preview.reset();
    save.reset();
  };

  return (
    <form onSubmit={look} noValidate>
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
