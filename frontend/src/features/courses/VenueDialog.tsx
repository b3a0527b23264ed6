import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Venue } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Dialog } from "@/components/ui/Dialog";
import { PinIcon } from "@/components/ui/icons";
import { useDevicePosition } from "@/hooks/useDevicePosition";
import { errorFacts, errorWords, fieldError } from "@/lib/errorWords";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { toNewVenue, type VenueField, type VenueForm, wrongInVenue } from "./model";
import { useCreateVenue } from "./queries";

interface VenueDialogProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (venue: Venue) => void;
}

/** Creates a room with its place on the map. */
export function VenueDialog({ opened, onClose, onCreated }: VenueDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={messages.venueTitle}>
      <Fields onClose={onClose} onCreated={onCreated} />
    </Dialog>
  );
}

const WORDS: Record<VenueField, string> = {
  name: messages.venueNameMissing,
  latitude: messages.degreesWrong(90),
  longitude: messages.degreesWrong(180),
  radius: messages.radiusWrong,
};

/** How exact a typed coordinate has to be: six decimals are a tenth of a metre. */
const DECIMALS = 6;

function Fields({ onClose, onCreated }: Omit<VenueDialogProps, "opened">) {
  const [form, setForm] = useState<VenueForm>({
    name: "",
    latitude: "",
    longitude: "",
    radius: "100",
  });
  const [wrong, setWrong] = useState<Set<VenueField>>(new Set());
  const { position, problem, asking, ask } = useDevicePosition();
  const create = useCreateVenue();

  const change = (field: VenueField) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setForm((before) => ({ ...before, [field]: value }));
    setWrong(new Set());
  };
  const wordsFor = (field: VenueField) =>
    wrong.has(field)
      ? WORDS[field]
      : fieldError(create.error, field === "radius" ? "radius_m" : field);

  const fillInMine = async () => {
    const found = await ask();
    if (found === null) return;
    setForm((before) => ({
      ...before,
      latitude: found.latitude.toFixed(DECIMALS),
      longitude: found.longitude.toFixed(DECIMALS),
    }));
    setWrong(new Set());
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog may stand inside the form of a course, which must not be sent along.
    event.stopPropagation();
    const found = wrongInVenue(form);
    setWrong(found);
    if (found.size > 0) return;
    create.mutate(toNewVenue(form), {
      onSuccess: (venue) => {
        doneToast(messages.venueSaved(venue.name));
        onClose();
        onCreated(venue);
      },
    });
  };

  const namedFields = Object.keys(errorFacts(create.error).fields).length > 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.venueName}
          description={messages.venueNameHint}
          value={form.name}
          maxLength={120}
          autoComplete="off"
          data-autofocus
          error={wordsFor("name")}
          onChange={change("name")}
        />
        <div>
          <Button
            variant="default"
            leftSection={<PinIcon size={16} />}
            loading={asking}
            onClick={() => void fillInMine()}
          >
            {messages.useMine}
          </Button>
          <p className={problem === null ? classes.hint : classes.problem} role="status">
            {problem !== null && messages.problems[problem]}
            {position !== null && messages.mineFound(formatNumber(position.accuracy_m))}
          </p>
        </div>
        <Group grow align="flex-start" gap="sm">
          <TextInput
            label={messages.latitude}
            inputMode="text"
            value={form.latitude}
            error={wordsFor("latitude")}
            onChange={change("latitude")}
          />
          <TextInput
            label={messages.longitude}
            inputMode="text"
            value={form.longitude}
            error={wordsFor("longitude")}
            onChange={change("longitude")}
          />
        </Group>
        <TextInput
          label={messages.radius}
          description={messages.radiusHint}
          inputMode="numeric"
          value={form.radius}
          error={wordsFor("radius")}
          onChange={change("radius")}
        />
        {create.error !== null && !namedFields && (
          <p role="alert" className={classes.problem}>
            {errorWords(create.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {messages.venueSave}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
