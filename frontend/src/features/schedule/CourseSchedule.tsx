import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import type { ClassSchedule, Id } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { LoadError } from "@/components/feedback/LoadError";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { PlusIcon } from "@/components/ui/icons";
import { formatDay } from "@/lib/zonedFormat";
import { messages } from "./messages";
import { wordsOf } from "./model";
import { NextClasses } from "./NextClasses";
import { useEndSchedule, useSchedules } from "./queries";
import classes from "./Schedule.module.css";
import { ScheduleDialog } from "./ScheduleDialog";

/** When a course meets each week, and its next classes. */
export function CourseSchedule({ course }: { course: Id }) {
  const { data: schedules, error, refetch } = useSchedules(course);
  const [edited, setEdited] = useState<ClassSchedule | "new">();
  const [ending, setEnding] = useState<ClassSchedule>();
  const end = useEndSchedule();
  const add = (
    <Button variant="default" leftSection={<PlusIcon size={16} />} onClick={() => setEdited("new")}>
      {messages.add}
    </Button>
  );
  if (schedules === undefined) {
    if (error !== null) return <LoadError error={error} onRetry={() => void refetch()} />;
    return (
      <div aria-busy="true" role="status" aria-label={messages.loading}>
        <Skeleton height={120} radius="lg" mb="xl" />
      </div>
    );
  }
  return (
    <div className={classes.columns} data-testid="course-schedule">
      <section className={classes.section} aria-labelledby="schedule-title">
        <div className={classes.head}>
          <h2 id="schedule-title">{messages.title}</h2>
          {schedules.length > 0 && add}
        </div>
        {schedules.length === 0 ? (
          <EmptyNote title={messages.none} action={add}>
            {messages.noneText}
          </EmptyNote>
        ) : (
          <ul className={classes.list}>
            {schedules.map((one) => (
              <Row
                key={one.id}
                schedule={one}
                onEdit={() => setEdited(one)}
                onEnd={() => setEnding(one)}
              />
            ))}
          </ul>
        )}
      </section>
      {schedules.length > 0 && <NextClasses course={course} />}
      <ScheduleDialog course={course} edited={edited} onClose={() => setEdited(undefined)} />
      <ConfirmDialog
        opened={ending !== undefined}
        title={messages.endTitle}
        confirm={messages.endConfirm}
        cancel={messages.cancel}
        busy={end.isPending}
        onClose={() => setEnding(undefined)}
        onConfirm={() =>
          ending !== undefined &&
          end.mutate(ending.id, {
            onSuccess: () => {
              doneToast(messages.ended);
              setEnding(undefined);
            },
            onError: errorToast,
          })
        }
      >
        {messages.endText}
      </ConfirmDialog>
    </div>
  );
}

interface RowProps {
  schedule: ClassSchedule;
  onEdit: () => void;
  onEnd: () => void;
}

function Row({ schedule, onEdit, onEnd }: RowProps) {
  const words = wordsOf(schedule);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <strong>{words}</strong>
        <span className={classes.facts}>
          <span>{schedule.venue?.name ?? messages.usualRoom}</span>
          <span>{schedule.opens_itself ? messages.byItself : messages.byHand}</span>
          <span>{`${formatDay(schedule.from_day)} – ${formatDay(schedule.to_day)}`}</span>
        </span>
      </div>
      <Button.Group>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={messages.editOne(words)}
          onClick={onEdit}
        >
          {messages.edit}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={messages.endOne(words)}
          onClick={onEnd}
        >
          {messages.end}
        </Button>
      </Button.Group>
    </li>
  );
}
