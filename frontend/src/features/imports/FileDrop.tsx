import { Loader } from "@mantine/core";
import { type DragEvent, useId, useState } from "react";
import classes from "./Imports.module.css";
import { messages } from "./messages";

interface FileDropProps {
  /** Name of the file that is being checked; null while none is. */
  checking: string | null;
  onFile: (file: File) => void;
}

/** A place to drop a file on, and a button to choose one: the same input for mouse and keyboard. */
export function FileDrop({ checking, onFile }: FileDropProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const busy = checking !== null;

  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file !== undefined && !busy) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };

  return (
    <div className={classes.dropHolder}>
      <input
        id={id}
        className={classes.fileInput}
        type="file"
        accept=".csv,.tsv,.txt,.ics,text/calendar,text/csv,text/plain,text/tab-separated-values"
        aria-label={messages.choose}
        disabled={busy}
        data-testid="import-file"
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file again, corrected, is a change too.
          event.currentTarget.value = "";
        }}
      />
      <label
        htmlFor={id}
        className={classes.drop}
        data-over={over || undefined}
        data-busy={busy || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span role="status" className={classes.dropWords}>
          {busy && <Loader size="sm" aria-hidden="true" />}
          <strong>
            {busy ? messages.checking(checking) : over ? messages.dropNow : messages.drop}
          </strong>
        </span>
        {!busy && <span className={classes.quiet}>{messages.dropHint}</span>}
      </label>
    </div>
  );
}
