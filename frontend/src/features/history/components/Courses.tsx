import { timeZone } from "@/api/account";
import type { MyCourse, MyCourses } from "@/api/student/types";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { SkeletonRows } from "@/components/light/Skeleton";
import type { Resource } from "@/hooks/useResource";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { Failure } from "./Failure";
import { basisOf, Meter, percentText } from "./Standing";

const words = messages.courses;

function Row({ one, threshold }: { one: MyCourse; threshold: number }) {
  const { course, percent, is_below } = one;
  return (
    <li>
      <Link className="standing" to={`/history/courses/${course.id}`}>
        <span className="row-text">
          <strong>
            {course.code} {course.name}
          </strong>
          <span>{basisOf(one)}</span>
          {percent !== null && <Meter percent={percent} threshold={threshold} isBelow={is_below} />}
          {is_below && <span className="row-more">{words.below(percentText(threshold))}</span>}
        </span>
        {percent !== null && <span className="standing-rate">{percentText(percent)}</span>}
        <Icon name="next" size={20} />
      </Link>
    </li>
  );
}

function Group({
  title,
  courses,
  threshold,
}: {
  title?: string;
  courses: MyCourse[];
  threshold: number;
}) {
  if (courses.length === 0) return null;
  return (
    <section className="section" aria-label={title ?? messages.tabs.courses}>
      {title && <h2>{title}</h2>}
      <ul className="rows">
        {courses.map((one) => (
          <Row key={one.course.id} one={one} threshold={threshold} />
        ))}
      </ul>
    </section>
  );
}

/** The student's courses with the rate of each. */
export function Courses({ list }: { list: Resource<MyCourses> }) {
  if (list.error !== null && !list.data)
    return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <SkeletonRows rows={5} label={messages.loading} />;
  const { as_of, threshold_pct, courses } = list.data;
  if (courses.length === 0) return <p className="empty">{words.none}</p>;
  return (
    <>
      <Group courses={courses.filter((one) => one.is_current)} threshold={threshold_pct} />
      <Group
        title={words.past}
        courses={courses.filter((one) => !one.is_current)}
        threshold={threshold_pct}
      />
      <p className="as-of">{words.asOf(zonedFormat(timeZone()).dayTime(as_of))}</p>
    </>
  );
}
