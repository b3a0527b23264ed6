import { Button, Group, Textarea } from "@mantine/core";
import { messages } from "./messages";

interface ReasonFieldProps {
  value: string;
  error: string | undefined;
  /** Who will read it. */
  hint?: string | undefined;
  /** Ready answers that fill the field with one tap. */
  ideas?: readonly string[];
  onChange: (value: string) => void;
}

const LONGEST = 300;

/** A reason in the lecturer's own words, or one of the usual ones by a tap. */
export function ReasonField({ value, error, hint, ideas = [], onChange }: ReasonFieldProps) {
  return (
    <div>
      <Textarea
        label={messages.reason}
        description={hint ?? messages.reasonHint}
        value={value}
        error={error}
        maxLength={LONGEST}
        required
        withAsterisk={false}
        data-autofocus
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {ideas.length > 0 && (
        <Group gap={6} mt="xs">
          {ideas.map((idea) => (
            <Button
              key={idea}
              size="compact-sm"
              variant="default"
              radius="xl"
              aria-pressed={value === idea}
              onClick={() => onChange(idea)}
            >
              {idea}
            </Button>
          ))}
        </Group>
      )}
    </div>
  );
}
