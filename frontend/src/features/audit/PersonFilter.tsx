import { Button, TextInput } from "@mantine/core";
import { useDeferredValue, useState } from "react";
import { SearchIcon } from "@/components/ui/icons";
import classes from "./Audit.module.css";
import { messages } from "./messages";
import { type FoundPerson, usePeopleNamed } from "./queries";

interface PersonFilterProps {
  /** The key of who was chosen, empty for everybody. */
  person: string;
  /** Their name, as far as it is known. */
  name: string;
  onChoose: (found: FoundPerson | null) => void;
}

/** Narrows the trail to what one person did and what was done to them; found by name. */
export function PersonFilter({ person, name, onChoose }: PersonFilterProps) {
  const [typed, setTyped] = useState("");
  const sought = useDeferredValue(typed.trim());
  const { data } = usePeopleNamed(sought);
  const found = sought.length >= 2 ? data : undefined;
  if (person !== "") {
    return (
      <p className={classes.chosen} role="status">
        <span>{messages.about(name === "" ? messages.somebody : name)}</span>
        <Button size="compact-sm" variant="default" onClick={() => onChoose(null)}>
          {messages.everybody}
        </Button>
      </p>
    );
  }
  return (
    <div className={classes.person}>
      <TextInput
        label={messages.person}
        placeholder={messages.personHint}
        leftSection={<SearchIcon size={16} />}
        autoComplete="off"
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found !== undefined && (
        <>
          <p role="status">{found.length === 0 ? messages.nobodyFound : messages.choose}</p>
          <ul>
            {found.map((one) => (
              <li key={one.id}>
                <Button
                  size="compact-sm"
                  variant="light"
                  onClick={() => {
                    setTyped("");
                    onChoose(one);
                  }}
                >
                  {`${one.name} · ${one.known}`}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
