import { Skeleton } from "@mantine/core";
import type { Course, Distances as Told, Venue } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { FenceMap } from "@/components/ui/fence/FenceMap";
import { useStaff } from "@/hooks/useStaff";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./Courses.module.css";
import { advice, ringFigure, ringWords } from "./distances";
import { messages } from "./messages";
import { useCourseDistances } from "./queries";

/** The fence of a course's room, and how far from its middle students have checked in. */
export function RoomFence({ course, venue }: { course: Course; venue: Venue }) {
  const { data, error, refetch } = useCourseDistances(course.id, venue);
  const rings = data?.rings.flatMap((ring) =>
    ring.up_to_m === null || data.sessions === 0
      ? []
      : [{ radius: ring.up_to_m, words: ringFigure(ring) }],
  );
  return (
    <>
      <FenceMap centre={venue} radius={venue.radius_m} rings={rings} />
      <p className={classes.text}>
        {`${venue.latitude.toFixed(5)}, ${venue.longitude.toFixed(5)} · ${messages.metres(formatNumber(venue.radius_m))}`}
      </p>
      <section className={classes.distances} aria-label={messages.distances}>
        <h3>{messages.distances}</h3>
        {data !== undefined && <Table told={data} />}
        {data === undefined && error === null && (
          <div role="status" aria-busy="true" aria-label={messages.loadingDistances}>
            <Skeleton height={14} mb="xs" />
            <Skeleton height={14} width="70%" />
          </div>
        )}
        {data === undefined && error !== null && (
          <LoadError error={error} onRetry={() => void refetch()} />
        )}
      </section>
    </>
  );
}

function Table({ told }: { told: Told }) {
  const { format } = useStaff();
  const { sessions, since, rings } = told;
  if (since === null) return <p className={classes.text}>{messages.distancesNone}</p>;
  const words = advice(told);
  return (
    <>
      <p className={classes.text}>
        {messages.distancesSince(sessions, formatNumber(sessions), format.date(since))}
      </p>
      <table data-testid="distances">
        <thead>
          <tr>
            <th scope="col">{messages.distance}</th>
            <th scope="col">{messages.checkIns}</th>
          </tr>
        </thead>
        <tbody>
          {rings.map((ring, index) => (
            <tr key={ring.kind} data-few={ring.check_ins === null || undefined}>
              <th scope="row">{ringWords(rings, index)}</th>
              <td>{ringFigure(ring)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {words !== null && <p className={classes.advice}>{words}</p>}
    </>
  );
}
