import { Button, Group, Textarea } from "@mantine/core";

interface TextFieldProps {
  label: string;
  /** What the text is for, or who will read it. */
  hint: string;
  value: string;
  error: string | undefined;
  /** Ready texts that fill the field with one tap. */
  ideas?: readonly string[] | undefined;
  onChange: (value: string) => void;
}

/** The longest reason or question that the server keeps. */
const LONGEST = 300;

/** A text in one's own words, or one of the usual ones by a tap. */
export function TextField({ label, hint, value, error, ideas = [], onChange }: TextFieldProps) {
  return (
    <div>
      <Textarea
        label={label}
        description={hint}
        value={value}
        error={error}
        maxLength={LONGEST}
        autosize
        minRows={2}
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
