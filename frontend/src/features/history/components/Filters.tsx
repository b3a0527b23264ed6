import { link } from "@/api/organisation";
import type { MyCourse, RecordStatus } from "@/api/student/types";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { navigate } from "@/lib/navigation";
import { formatDay } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { addressOf, type Filters as Chosen, isNarrowed, type Shown, STATUSES } from "../model";

const words = messages.filters;

/** What the list is narrowed by, in a few words. */
function chosenWords(shown: Shown, courses: MyCourse[]): string {
  const { course, status, first_day, last_day } = shown;
  const known = courses.find((one) => one.course.id === course);
  return [
    course !== undefined && (known?.course.code ?? words.course),
    status && messages.statuses[status],
    first_day && words.since(formatDay(first_day)),
    last_day && words.until(formatDay(last_day)),
  ]
    .filter((part) => part)
    .join(", ");
}

interface FiltersProps {
  shown: Shown;
  courses: MyCourse[];
}

/** Narrows a list by course, status and days; what is chosen stands in the address. */
export function Filters({ shown, courses }: FiltersProps) {
  const change = (changed: Partial<Chosen>) =>
    navigate(link(addressOf({ ...shown, ...changed, page: 1 })), { replace: true });
  const narrowed = isNarrowed(shown);
  return (
    <details className="filters" open={narrowed || undefined}>
      <summary>
        <Icon name="sliders" size={20} />
        <span>{words.open}</span>
        {narrowed && <span className="filters-chosen">{chosenWords(shown, courses)}</span>}
      </summary>
      <div className="filters-fields">
        <label>
          {words.course}
          <select
            value={shown.course ?? ""}
            onChange={({ target }) => change({ course: Number(target.value) || undefined })}
          >
            <option value="">{words.allCourses}</option>
            {courses.map(({ course, term }) => (
              <option key={course.id} value={course.id}>
                {course.code} {course.name}, {term}
              </option>
            ))}
          </select>
        </label>
        {shown.view === "records" && (
          <label>
            {words.status}
            <select
              value={shown.status ?? ""}
              onChange={({ target }) =>
                change({ status: (target.value || undefined) as RecordStatus | undefined })
              }
            >
              <option value="">{words.allStatuses}</option>
              {STATUSES.map((status) => (
                <option key={status} value={status}>
                  {messages.statuses[status]}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          {words.from}
          <input
            type="date"
            value={shown.first_day ?? ""}
            max={shown.last_day}
            onChange={({ target }) => change({ first_day: target.value || undefined })}
          />
        </label>
        <label>
          {words.to}
          <input
            type="date"
            value={shown.last_day ?? ""}
            min={shown.first_day}
            onChange={({ target }) => change({ last_day: target.value || undefined })}
          />
        </label>
        {narrowed && (
          <Link className="text-button" to={addressOf({ view: shown.view })}>
            {words.clear}
          </Link>
        )}
      </div>
    </details>
  );
}
