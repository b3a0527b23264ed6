import classes from "./NameButton.module.css";

interface NameButtonProps {
  name: string;
  /** What pressing it does to whom. */
  label: string;
  onPress: () => void;
}

/** A name that opens the form of its row; the whole row hears the press. */
export function NameButton({ name, label, onPress }: NameButtonProps) {
  return (
    <button type="button" className={classes.name} aria-label={label} onClick={onPress}>
      <bdi>{name}</bdi>
    </button>
  );
}
