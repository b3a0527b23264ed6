import { Button, Group } from "@mantine/core";
import type { PolicyPreview } from "@/api/staff/types";
import { Dialog } from "@/components/ui/Dialog";
import { errorFacts, errorWords } from "@/lib/errorWords";
import { messages } from "./messages";
import { inWords, type Rules, replaced } from "./model";
import classes from "./Policy.module.css";

interface PreviewDialogProps<Kind extends Rules> {
  preview: PolicyPreview | undefined;
  policy: Kind;
  /** The changed settings, as they would be sent. */
  values: Record<string, unknown>;
  saving: boolean;
  error: unknown;
  onClose: () => void;
  onSave: () => void;
  /** Go on from what somebody else has stored. */
  onTakeOver: (now: Kind) => void;
}

/** Says what a change means before it is stored, and what somebody else has stored meanwhile. */
export function PreviewDialog<Kind extends Rules>(props: PreviewDialogProps<Kind>) {
  const { preview, policy, error, onClose, onTakeOver } = props;
  const facts = errorFacts(error);
  const outdated = facts.code === "policy_outdated" ? facts.params : null;
  return (
    <Dialog
      opened={preview !== undefined}
      onClose={onClose}
      title={outdated === null ? messages.previewTitle : messages.outdatedTitle}
    >
      {outdated === null ? (
        <Changes {...props} />
      ) : (
        <Outdated
          policy={policy}
          values={props.values}
          now={replaced(policy, outdated)}
          onTakeOver={onTakeOver}
        />
      )}
    </Dialog>
  );
}

type ChangesProps = Pick<
  PreviewDialogProps<Rules>,
  "preview" | "saving" | "error" | "onClose" | "onSave"
>;

function Changes({ preview, saving, error, onClose, onSave }: ChangesProps) {
  if (preview === undefined) return null;
  return (
    <div data-testid="policy-preview">
      {preview.changes.length === 0 && <p>{messages.nothing}</p>}
      <ul className={classes.changes}>
        {preview.changes.map(({ setting, title, before, after, effects }) => (
          <li key={setting}>
            <span className={classes.name}>{title}</span>
            <p className={classes.values}>
              {messages.from} <del>{before}</del> {messages.to} <ins>{after}</ins>
            </p>
            {effects.map((effect) => (
              <p key={effect} className={classes.effects}>
                {effect}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {preview.notes.length > 0 && (
        <div className={classes.notes}>
          {preview.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
      {error !== null && (
        <p role="alert" className={classes.problem}>
          {errorWords(error)}
        </p>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {messages.before}
        </Button>
        <Button
          onClick={onSave}
          loading={saving}
          disabled={preview.changes.length === 0}
          data-autofocus
        >
          {messages.save}
        </Button>
      </Group>
    </div>
  );
}

interface OutdatedProps<Kind extends Rules> {
  policy: Kind;
  now: Kind;
  values: Record<string, unknown>;
  onTakeOver: (now: Kind) => void;
}

function Outdated<Kind extends Rules>({ policy, now, values, onTakeOver }: OutdatedProps<Kind>) {
  const differing = now.settings.filter((one, index) => {
    const before = policy.settings[index]?.value;
    return JSON.stringify(before) !== JSON.stringify(one.value) || one.name in values;
  });
  return (
    <div role="alert">
      <p>{messages.outdated}</p>
      <ul className={classes.changes}>
        {differing.map((one) => (
          <li key={one.name}>
            <span className={classes.name}>{one.title}</span>
            <dl className={classes.compare}>
              <dt>{messages.theirs}</dt>
              <dd>{inWords(one, one.value)}</dd>
              {one.name in values && (
                <>
                  <dt>{messages.yours}</dt>
                  <dd>{inWords(one, values[one.name])}</dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={() => onTakeOver(now)}>{messages.takeOver}</Button>
      </Group>
    </div>
  );
}
