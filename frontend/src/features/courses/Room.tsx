import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Course, Id } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { PlusIcon } from "@/components/ui/icons";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { useCourseChanges, useVenues } from "./queries";
import { RoomFence } from "./RoomFence";
import { VenueDialog } from "./VenueDialog";

/** Where the course usually takes place; new sessions take their fence from here. */
export function Room({ course }: { course: Course }) {
  const venues = useVenues();
  const { venue } = useCourseChanges(course.id);
  const [creating, setCreating] = useState(false);
  const current = course.default_venue;

  const choose = (id: Id | null) =>
    venue.mutate(id, {
      onSuccess: ({ default_venue: chosen }) =>
        doneToast(chosen === null ? messages.placeRemoved : messages.placeSaved(chosen.name)),
    });

  // Until the list is here, the room that is known stands in it alone.
  const options = venues.data ?? (current === null ? [] : [current]);
  return (
    <Panel
      title={messages.place}
      aside={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<PlusIcon size={14} />}
          onClick={() => setCreating(true)}
        >
          {messages.venueNew}
        </Button>
      }
    >
      <div className={classes.box}>
        <NativeSelect
          aria-label={messages.placeLabel}
          description={messages.placeText}
          value={current === null ? "" : String(current.id)}
          disabled={venue.isPending}
          onChange={(event) =>
            choose(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))
          }
          data={[
            { value: "", label: messages.roomNone },
            ...options.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
        {current !== null && <RoomFence course={course} venue={current} />}
        <VenueDialog
          opened={creating}
          onClose={() => setCreating(false)}
          onStored={({ id }) => choose(id)}
        />
      </div>
    </Panel>
  );
}
