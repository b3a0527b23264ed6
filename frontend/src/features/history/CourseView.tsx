import { useEffect } from "react";
import { timeZone } from "@/api/account";
import { ApiError } from "@/api/client";
import type { MyCourse, MyCourseDetail } from "@/api/student/types";
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
import { WhatIf } from "./components/WhatIf";
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

/** What is to come: the second rate, and what may still be missed. */
function Ahead({ one }: { one: MyCourseDetail }) {
  const { outlook, tally, threshold_pct } = one;
  if (!outlook) {
    return <p className="as-of">{one.is_current ? words.noTimetable : words.over}</p>;
  }
  const { remaining, whole, percent } = outlook;
  return (
    <>
      {percent !== null && (
        <section className="rate-card" aria-labelledby="all-title">
          <h2 id="all-title">{words.ofAll}</h2>
          <p className="rate rate-all">{percentText(percent)}</p>
          <p>
            {words.ofAllBasis(
              formatNumber(tally.attended),
              formatNumber(whole),
              formatNumber(remaining),
            )}
          </p>
        </section>
      )}
      {threshold_pct > 0 && (
        <section className="rate-card" aria-labelledby="spare-title">
          <h2 id="spare-title">{words.spareTitle}</h2>
          <p>{spareText(outlook, percentText(threshold_pct))}</p>
        </section>
      )}
    </>
  );
}

function spareText(outlook: NonNullable<MyCourse["outlook"]>, limit: string): string {
  const { remaining, can_miss, best_percent } = outlook;
  if (remaining === 0) return words.nothingLeft;
  if (can_miss === null) return words.tooLate(percentText(best_percent ?? 0), limit);
  if (can_miss === 0) return words.spareNone(formatNumber(remaining), limit);
  return words.spare(formatNumber(can_miss), formatNumber(remaining), limit);
}

/** One course: how the student stands in it, out of what, as of when, and where it may lead. */
export function CourseView({ id }: { id: number }) {
  const found = useResource(`my-course-${id}`, (signal) =>
    bodyOf(api.GET("/api/my/courses/{id}/", { params: { path: { id } }, signal })),
  );
  const one = found.data;
  const unknown = found.error instanceof ApiError && found.error.status === 404;
  const name = one ? `${one.course.code} ${one.course.name}` : "";
  useEffect(() => {
    if (name) document.title = name;
  }, [name]);
  return (
    <div className="home wide-home">
      <TopBar title={messages.title} back={{ to: "/history?show=courses", label: words.back }} />
      <main className="home-main" aria-busy={found.loading && !one}>
        {unknown && <p className="empty">{words.unknown}</p>}
        {found.error !== null && !unknown && !one && (
          <Failure error={found.error} onRetry={found.reload} />
        )}
        {found.loading && !one && <SkeletonRows rows={5} label={messages.loading} />}
        {one && (
          <>
            <div className="home-hello">
              <h1>{name}</h1>
              <p className="as-of">
                {one.term} · {messages.courses.asOf(zonedFormat(timeZone()).dayTime(one.as_of))}
              </p>
            </div>
            <div className="section">
              <Rate one={one} threshold={one.threshold_pct} />
              <Ahead one={one} />
            </div>
            {one.coming.length > 0 && <WhatIf one={one} />}
            <Counts one={one} />
          </>
        )}
      </main>
    </div>
  );
}
