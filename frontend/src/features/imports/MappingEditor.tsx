import { Button, NativeSelect } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ChosenColumns } from "@/api/staff/imports";
import type { ImportKind } from "@/api/staff/types";
import classes from "./Imports.module.css";
import { messages } from "./messages";
import { type FoundColumns, wrongInMapping } from "./model";

interface MappingEditorProps {
  kind: ImportKind;
  found: FoundColumns;
  busy: boolean;
  /** The button that sends the choice; it is told whether the choice can be used. */
  submit: (chosen: ChosenColumns, usable: boolean) => ReactNode;
  onCancel?: () => void;
}

/** Every column of a kind, and where it is in the file; corrected by hand. */
export function MappingEditor({ kind, found, busy, submit, onCancel }: MappingEditorProps) {
  const [chosen, setChosen] = useState<ChosenColumns>(() =>
    Object.fromEntries(kind.columns.map(({ name }) => [name, found.places[name] ?? null])),
  );
  const { twice, missing } = wrongInMapping(kind, chosen);
  const places = [
    { value: "", label: messages.notThere },
    ...found.header.map((header, place) => ({
      value: String(place),
      label: header.trim() || messages.unnamed(place + 1),
    })),
  ];

  return (
    <div className={classes.mapping} data-testid="mapping">
      <div className={classes.mappingGrid}>
        {kind.columns.map(({ name, about, is_required }) => (
          <NativeSelect
            key={name}
            label={name}
            description={about}
            withAsterisk={is_required}
            required={is_required}
            disabled={busy}
            data={places}
            value={chosen[name] === null ? "" : String(chosen[name])}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setChosen((now) => ({ ...now, [name]: value === "" ? null : Number(value) }));
            }}
          />
        ))}
      </div>
      <p className={classes.problem} role="status">
        {twice && messages.sameTwice}{" "}
        {missing.length > 0 && messages.stillMissing(missing.join(", "))}
      </p>
      <div className={classes.ways}>
        {submit(chosen, !twice && missing.length === 0)}
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {messages.cancel}
          </Button>
        )}
      </div>
    </div>
  );
}
