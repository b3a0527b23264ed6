import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { Id, ImportKind } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { Panel } from "@/components/layout/Panel";
import { errorFacts, errorWords, fieldError } from "@/lib/errorWords";
import { FileDrop } from "./FileDrop";
import classes from "./Imports.module.css";
import { MappingEditor } from "./MappingEditor";
import { messages } from "./messages";
import { headerOfRefusal } from "./model";
import { useCheck, useImportKinds, useTemplate } from "./queries";

/** Choose what, get the template, hand in the file. */
export function StartImport({ onChecked }: { onChecked: (id: Id) => void }) {
  const { data, error, refetch } = useImportKinds();
  const [address, setAddress] = useSearchParams();
  const kind = data?.find(({ name }) => name === address.get("kind")) ?? data?.[0];
  return (
    <Panel title={messages.start} data-testid="start-import">
      <div className={classes.body}>
        {kind === undefined && error === null && (
          <div aria-busy="true" role="status" aria-label={messages.loading}>
            <Skeleton height={36} width="min(18rem, 100%)" mb="md" />
            <Skeleton height={112} />
          </div>
        )}
        {kind === undefined && error !== null && (
          <LoadError error={error} onRetry={() => void refetch()} />
        )}
        {kind !== undefined && data !== undefined && (
          <Form
            key={kind.name}
            kind={kind}
            kinds={data}
            onKind={(name) => setAddress({ kind: name }, { replace: true })}
            onChecked={onChecked}
          />
        )}
      </div>
    </Panel>
  );
}

interface FormProps {
  kind: ImportKind;
  kinds: readonly ImportKind[];
  onKind: (name: string) => void;
  onChecked: (id: Id) => void;
}

function Form({ kind, kinds, onKind, onChecked }: FormProps) {
  const check = useCheck(onChecked);
  const template = useTemplate();
  const [file, setFile] = useState<File | null>(null);
  const found = check.error === null ? null : headerOfRefusal(errorFacts(check.error).params);

  const begin = (chosen: File) => {
    setFile(chosen);
    check.mutate({ kind: kind.name, file: chosen, mapping: null });
  };

  return (
    <>
      <p className={classes.lead}>{messages.first}</p>
      <div className={classes.choice}>
        <NativeSelect
          label={messages.kind}
          value={kind.name}
          disabled={check.isPending}
          data={kinds.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(event) => onKind(event.currentTarget.value)}
        />
        <Button
          variant="default"
          loading={template.isPending}
          onClick={() => template.mutate(kind.name)}
        >
          {messages.template}
        </Button>
      </div>
      <Columns kind={kind} />
      <FileDrop checking={check.isPending ? (file?.name ?? "") : null} onFile={begin} />
      {check.error !== null && (
        <div role="alert" className={classes.refusal} data-testid="refusal">
          <strong>{messages.refused}</strong>
          <p>{fieldError(check.error, "file") ?? errorWords(check.error)}</p>
          {found === null && file !== null && (
            <Button
              variant="default"
              onClick={() => check.mutate({ kind: kind.name, file, mapping: null })}
            >
              {messages.again}
            </Button>
          )}
          {found !== null && <p>{messages.missing}</p>}
        </div>
      )}
      {found !== null && file !== null && (
        <MappingEditor
          key={check.submittedAt}
          kind={kind}
          found={found}
          busy={check.isPending}
          submit={(chosen, usable) => (
            <Button
              disabled={!usable}
              loading={check.isPending}
              onClick={() => check.mutate({ kind: kind.name, file, mapping: chosen })}
            >
              {messages.checkAgain}
            </Button>
          )}
        />
      )}
    </>
  );
}

/** What the file holds, before one has it. */
function Columns({ kind }: { kind: ImportKind }) {
  return (
    <details className={classes.columns}>
      <summary>
        {messages.columnsOf}: {kind.columns.map(({ name }) => name).join(", ")}
      </summary>
      <dl>
        {kind.columns.map(({ name, about, is_required }) => (
          <div key={name}>
            <dt>
              {name}
              {is_required && <em> {messages.required}</em>}
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
