import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { ChosenColumns } from "@/api/staff/imports";
import type { Id, ImportKind, ImportRun } from "@/api/staff/types";
import { Panel } from "@/components/layout/Panel";
import { errorWords, fieldError } from "@/lib/errorWords";
import classes from "./Imports.module.css";
import { rememberedFile } from "./lastFile";
import { MappingEditor } from "./MappingEditor";
import { messages } from "./messages";
import { useCheck } from "./queries";

interface MappingProps {
  run: ImportRun;
  kind: ImportKind;
  onChecked: (id: Id) => void;
}

/** Which column of the file is read as what; corrected by hand as long as nothing is stored. */
export function Mapping({ run, kind, onChecked }: MappingProps) {
  const [editing, setEditing] = useState(false);
  const found = kind.columns.filter(({ name }) => (run.places[name] ?? null) !== null);
  return (
    <Panel
      title={messages.mapping}
      data-testid="columns"
      aside={
        run.state === "checked" &&
        !editing && (
          <Button variant="default" size="compact-sm" onClick={() => setEditing(true)}>
            {messages.correct}
          </Button>
        )
      }
    >
      <div className={classes.body}>
        <p className={classes.lead}>
          {messages.mappingFound(String(found.length), String(kind.columns.length))}
          {run.unknown.length > 0 && `. ${messages.unread(run.unknown.join(", "))}`}
        </p>
        {editing ? (
          <Correct run={run} kind={kind} onChecked={onChecked} onCancel={() => setEditing(false)} />
        ) : (
          <ul className={classes.pairs}>
            {found.map(({ name }) => (
              <li key={name}>
                <span>{run.columns[name]}</span>
                <span aria-hidden="true">→</span>
                <strong>{name}</strong>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function Correct({ run, kind, onChecked, onCancel }: MappingProps & { onCancel: () => void }) {
  const check = useCheck(onChecked);
  const input = useRef<HTMLInputElement>(null);
  const chosen = useRef<ChosenColumns>({});
  const file = rememberedFile(run.id);
  const send = (one: File) =>
    check.mutate({ kind: kind.name, file: one, mapping: chosen.current, replaces: run.id });

  return (
    <>
      <MappingEditor
        kind={kind}
        found={{ header: run.header, places: run.places }}
        busy={check.isPending}
        onCancel={onCancel}
        submit={(mapping, usable) => (
          <Button
            disabled={!usable}
            loading={check.isPending}
            onClick={() => {
              chosen.current = mapping;
              if (file === null) input.current?.click();
              else send(file);
            }}
          >
            {file === null ? messages.chooseAgain : messages.checkAgain}
          </Button>
        )}
      />
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.ics,text/calendar,text/csv,text/plain,text/tab-separated-values"
        aria-label={messages.choose}
        onChange={(event) => {
          const again = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (again !== undefined) send(again);
        }}
      />
      {check.error !== null && (
        <p role="alert" className={classes.problem}>
          {fieldError(check.error, "file") ?? errorWords(check.error)}
        </p>
      )}
    </>
  );
}
