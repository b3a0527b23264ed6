import { messages } from "./messages";
import classes from "./People.module.css";

/** A name that opens the form of the person; the whole row hears the press. */
export function NameButton({ name, onPress }: { name: string; onPress: () => void }) {
  return (
    <button
      type="button"
      className={classes.nameButton}
      aria-label={messages.editOne(name)}
      onClick={onPress}
    >
      <bdi>{name}</bdi>
    </button>
  );
}
