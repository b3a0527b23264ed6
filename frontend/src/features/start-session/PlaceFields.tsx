import { Button, NativeSelect, Radio, Stack } from "@mantine/core";
import type { Course } from "@/api/staff/types";
import { useDevicePosition } from "@/hooks/useDevicePosition";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { COARSE_M, type Place, type StartForm } from "./model";
import { useVenues } from "./queries";
import classes from "./StartFields.module.css";

interface PlaceFieldsProps {
  course: Course;
  form: StartForm;
  onChange: (part: Partial<StartForm>) => void;
}

/** Where the class is: the course's room, another venue, here, or nowhere in particular. */
export function PlaceFields({ course, form, onChange }: PlaceFieldsProps) {
  const room = course.default_venue;
  const venues = useVenues(form.place === "venue");
  return (
    <Radio.Group
      label={messages.place}
      value={form.place}
      onChange={(value) => onChange({ place: value as Place })}
    >
      <Stack gap="xs" mt={6}>
        {room !== null && (
          <Radio
            value="course"
            label={messages.placeCourse(room.name)}
            description={messages.placeCourseHint(formatNumber(room.radius_m))}
          />
        )}
        <div>
          <Radio value="here" label={messages.placeHere} description={messages.placeHereHint} />
          {form.place === "here" && (
            <Here onFound={(position) => onChange({ position })} position={form.position} />
          )}
        </div>
        <div>
          <Radio value="venue" label={messages.placeVenue} />
          {form.place === "venue" && (
            <NativeSelect
              className={classes.nested}
              aria-label={messages.placeVenueSelect}
              value={form.venue}
              onChange={(event) => onChange({ venue: event.currentTarget.value })}
              data={[
                { value: "", label: venues.isPending ? "…" : messages.placeVenueMissing },
                ...(venues.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
            />
          )}
        </div>
        <Radio value="none" label={messages.placeNone} description={messages.placeNoneHint} />
      </Stack>
    </Radio.Group>
  );
}

function Here({
  position,
  onFound,
}: {
  position: StartForm["position"];
  onFound: (position: StartForm["position"]) => void;
}) {
  const { asking, problem, ask } = useDevicePosition();
  const accuracy = position === null ? "" : formatNumber(position.accuracy_m);
  return (
    <div className={classes.here} aria-live="polite">
      {problem !== null && <span className={classes.problem}>{messages.problems[problem]}</span>}
      {asking && <span>{messages.findingPosition}</span>}
      {!asking && position !== null && (
        <span>
          {position.accuracy_m > COARSE_M
            ? messages.placeHereCoarse(accuracy)
            : messages.placeHereFound(accuracy)}
        </span>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={asking}
        onClick={async () => onFound(await ask())}
      >
        {position === null ? messages.findPosition : messages.findAgain}
      </Button>
    </div>
  );
}
