import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Venue } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { FormDialog } from "@/components/ui/FormDialog";
import { FenceMap } from "@/components/ui/fence/FenceMap";
import { PinIcon } from "@/components/ui/icons";
import { useDevicePosition } from "@/hooks/useDevicePosition";
import { useFaster } from "@/hooks/useFaster";
import type { DevicePosition } from "@/lib/devicePosition";
import { fieldError } from "@/lib/errorWords";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { FormFoot } from "./FormFoot";
import { messages } from "./messages";
import { toNewVenue, type VenueField, type VenueForm, venueForm, wrongInVenue } from "./model";
import { useReread, useStoreVenue } from "./queries";

interface VenueDialogProps {
  opened: boolean;
  /** The one to change; a new one without. */
  venue?: Venue | undefined;
  onClose: () => void;
  onStored: (venue: Venue) => void;
}

/** Creates or changes a room with its place on the map. */
export function VenueDialog({ opened, venue, onClose, onStored }: VenueDialogProps) {
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={venue === undefined ? messages.venueTitle : messages.editTitle(venue.name)}
    >
      <Fields venue={venue} onClose={onClose} onStored={onStored} />
    </FormDialog>
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

function Fields({ venue, onClose, onStored }: Omit<VenueDialogProps, "opened">) {
  const { venue: reread } = useReread();
  const { form, setForm, seen, note, takeOver } = useFaster({
    row: venue,
    formOf: venueForm,
    reread,
  });
  const [wrong, setWrong] = useState<Set<VenueField>>(new Set());
  const { position, problem, asking, ask } = useDevicePosition();
  const store = useStoreVenue(venue?.id);

  const change = (field: VenueField) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setForm((before) => ({ ...before, [field]: value }));
    setWrong(new Set());
  };
  const wordsFor = (field: VenueField) =>
    wrong.has(field)
      ? WORDS[field]
      : fieldError(store.error, field === "radius" ? "radius_m" : field);

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
    store.mutate(
      { ...toNewVenue(form), ...seen },
      {
        onSuccess: (stored) => {
          doneToast(messages.saved(stored.name));
          onClose();
          onStored(stored);
        },
        onError: takeOver,
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={messages.venueName}
          description={note("name") ?? messages.venueNameHint}
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
            description={note("latitude")}
            inputMode="text"
            value={form.latitude}
            error={wordsFor("latitude")}
            onChange={change("latitude")}
          />
          <TextInput
            label={messages.longitude}
            description={note("longitude")}
            inputMode="text"
            value={form.longitude}
            error={wordsFor("longitude")}
            onChange={change("longitude")}
          />
        </Group>
        <TextInput
          label={messages.radius}
          description={note("radius") ?? messages.radiusHint}
          inputMode="numeric"
          value={form.radius}
          error={wordsFor("radius")}
          onChange={change("radius")}
        />
        <FenceOf form={form} me={position} onChange={(part) => setForm({ ...form, ...part })} />
        {venue !== undefined && <p className={classes.text}>{messages.venueKept}</p>}
        <FormFoot error={store.error} onClose={onClose}>
          <Button type="submit" loading={store.isPending}>
            {venue === undefined ? messages.venueSave : messages.saveIt}
          </Button>
        </FormFoot>
      </Stack>
    </form>
  );
}

/** The typed numbers as a drawing, which can be pulled about; none while they make no place. */
function FenceOf({
  form,
  me,
  onChange,
}: {
  form: VenueForm;
  me: DevicePosition | null;
  onChange: (part: Partial<VenueForm>) => void;
}) {
  const wrong = wrongInVenue({ ...form, name: "x" });
  if (wrong.size > 0) return null;
  const { latitude, longitude, radius_m } = toNewVenue(form);
  return (
    <FenceMap
      centre={{ latitude, longitude }}
      radius={radius_m}
      me={me}
      onChange={(fence) =>
        onChange({
          latitude: fence.latitude.toFixed(DECIMALS),
          longitude: fence.longitude.toFixed(DECIMALS),
          radius: String(fence.radius),
        })
      }
    />
  );
}
