import { useEffect } from "react";
import { timeZone } from "@/api/account";
import { api, bodyOf } from "@/api/typed";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { SkeletonRows } from "@/components/light/Skeleton";
import { useResource } from "@/hooks/useResource";
import { zonedFormat } from "@/lib/zonedFormat";
import { words } from "./aheadWords";

const DAYS_AHEAD = 6;
const SHOWN = 4;
const DAY_MS = 86_400_000;

/** What comes in the next days; what is open now stands above it on the page. */
async function fetchNext(signal: AbortSignal) {
  const { dayKey } = zonedFormat(timeZone());
  const now = Date.now();
  const query = { from: dayKey(now), to: dayKey(now + DAYS_AHEAD * DAY_MS) };
  const { classes } = await bodyOf(api.GET("/api/classes/", { params: { query }, signal }));
  // The server knows by its own clock what has begun; the phone's may be wrong.
  return classes
    .filter(({ called_off, holiday }) => !called_off && !holiday)
    .filter(({ session }) => session === null || session.state === "planned")
    .filter(({ starts_at }) => Date.parse(starts_at) > now)
    .slice(0, SHOWN);
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <p className="empty" role="alert">
      {words.failed}{" "}
      <button type="button" className="text-button" onClick={onRetry}>
        {words.retry}
      </button>
    </p>
  );
}

function Next({ round }: { round: number }) {
  const list = useResource("next-classes", fetchNext);
  const { reload } = list;
  useEffect(() => {
    if (round > 0) reload();
  }, [round, reload]);
  const { day, time } = zonedFormat(timeZone());
  if (list.error !== null && !list.data) return <Failed onRetry={reload} />;
  if (!list.data) return <SkeletonRows rows={3} label={words.loading} />;
  if (list.data.length === 0) return <p className="empty">{words.noneNext}</p>;
  return (
    <ul className="rows">
      {list.data.map(({ course, starts_at, ends_at, venue_name }) => (
        <li className="row" key={`${course.id}${starts_at}`}>
          <Icon name="calendar" size={20} />
          <span className="row-text">
            <strong>
              {course.code} {course.name}
            </strong>
            <span>
              {day(starts_at)}, {time(starts_at)}–{time(ends_at)}
              {venue_name && ` · ${venue_name}`}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Rates({ round }: { round: number }) {
  const list = useResource("home-courses", (signal) =>
    bodyOf(api.GET("/api/my/courses/", { signal })),
  );
  const { reload } = list;
  useEffect(() => {
    if (round > 0) reload();
  }, [round, reload]);
  if (list.error !== null && !list.data) return <Failed onRetry={reload} />;
  if (!list.data) return <SkeletonRows rows={3} label={words.loading} />;
  const { as_of, threshold_pct, courses } = list.data;
  const current = courses.filter(({ is_current }) => is_current);
  if (current.length === 0) return <p className="empty">{words.noneCourses}</p>;
  return (
    <>
      <ul className="rows">
        {current.map(({ course, tally, percent, is_below }) => (
          <li className="row" key={course.id}>
            <span className="row-text">
              <strong>
                <Link to={`/history/courses/${course.id}`}>
                  {course.code} {course.name}
                </Link>
              </strong>
              <span>
                {tally.counted > 0 ? words.basis(tally.attended, tally.counted) : words.notHeld}
              </span>
              {is_below && <span className="row-more">{words.below(threshold_pct)}</span>}
            </span>
            {percent !== null && <strong>{percent} %</strong>}
          </li>
        ))}
      </ul>
      <p className="field-hint">{words.asOf(zonedFormat(timeZone()).dayTime(as_of))}</p>
    </>
  );
}

/** What is to come, and how the student stands; `round` counts when to ask anew. */
export function Ahead({ round }: { round: number }) {
  return (
    <>
      <section className="section" aria-labelledby="next-title">
        <h2 id="next-title">{words.next}</h2>
        <Next round={round} />
      </section>
      <section className="section" aria-labelledby="courses-title">
        <h2 id="courses-title">{words.courses}</h2>
        <Rates round={round} />
      </section>
    </>
  );
}
