import { useEffect } from "react";
import { timeZone } from "@/api/account";
import type { MyCourse } from "@/api/student/types";
import { api, bodyOf } from "@/api/typed";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { SkeletonRows } from "@/components/light/Skeleton";
import { StatusChip } from "@/components/light/StatusChip";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { formatNumber, zonedFormat } from "@/lib/zonedFormat";
import { Failure } from "./components/Failure";
import { basisOf, Meter, percentText } from "./components/Standing";
import { messages } from "./messages";
import { addressOf, STATUSES } from "./model";

const words = messages.course;

function Rate({ one, threshold }: { one: MyCourse; threshold: number }) {
  const { percent, is_below } = one;
  return (
    <section className="rate-card" aria-labelledby="rate-title">
      <h2 id="rate-title">{words.soFar}</h2>
      {percent !== null && (
        <>
          <p className="rate" data-below={is_below || undefined}>
            {percentText(percent)}
          </p>
          <Meter percent={percent} threshold={threshold} isBelow={is_below} />
        </>
      )}
      <p>{basisOf(one)}</p>
      {threshold > 0 && (
        <p className={is_below ? "row-more" : undefined}>
          {(is_below ? messages.courses.below : messages.courses.expected)(percentText(threshold))}
        </p>
      )}
    </section>
  );
}

function Counts({ one }: { one: MyCourse }) {
  const { course, tally } = one;
  return (
    <section className="section" aria-labelledby="counts-title">
      <h2 id="counts-title">{words.counts}</h2>
      <ul className="rows">
        {STATUSES.map((status) => (
          <li className="count" key={status}>
            <StatusChip status={status} />
            {tally[status] > 0 ? (
              <Link to={addressOf({ course: course.id, status })}>
                {formatNumber(tally[status])}
                <span className="visually-hidden"> {messages.statuses[status]}</span>
              </Link>
            ) : (
              <span>0</span>
            )}
          </li>
        ))}
      </ul>
      <Link className="button button-secondary" to={addressOf({ course: course.id })}>
        <Icon name="history" size={22} />
        <span>{words.records}</span>
      </Link>
    </section>
  );
}

/** One course: how the student stands in it, out of what, and as of when. */
export function CourseView({ id }: { id: number }) {
  const list = useResource("my-courses", (signal) =>
    bodyOf(api.GET("/api/my/courses/", { signal })),
  );
  const one = list.data?.courses.find(({ course }) => course.id === id);
  const name = one ? `${one.course.code} ${one.course.name}` : "";
  useEffect(() => {
    if (name) document.title = name;
  }, [name]);
  return (
    <div className="home wide-home">
      <TopBar title={messages.title} back={{ to: "/history?show=courses", label: words.back }} />
      <main className="home-main" aria-busy={list.loading && !list.data}>
        {list.error !== null && !list.data && <Failure error={list.error} onRetry={list.reload} />}
        {list.loading && !list.data && <SkeletonRows rows={5} label={messages.loading} />}
        {list.data && !one && <p className="empty">{words.unknown}</p>}
        {list.data && one && (
          <>
            <div className="home-hello">
              <h1>{name}</h1>
              <p className="as-of">
                {one.term} ·{" "}
                {messages.courses.asOf(zonedFormat(timeZone()).dayTime(list.data.as_of))}
              </p>
            </div>
            <div className="section">
              <Rate one={one} threshold={list.data.threshold_pct} />
            </div>
            <Counts one={one} />
          </>
        )}
      </main>
    </div>
  );
}
