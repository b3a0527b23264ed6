import { useId } from "react";
import { timeZone } from "@/api/account";
import type { RequestOptions } from "@/api/student/types";
import { zonedFormat } from "@/lib/zonedFormat";
import { classesOf, type Draft } from "./draft";
import { messages } from "./messages";

const words = messages.form;

interface WhatFieldsProps {
  draft: Draft;
  options: RequestOptions;
  onChange: (part: Partial<Draft>) => void;
}

/** Which classes are meant: days and courses, or one of the list. */
export function WhatFields({ draft, options, onChange }: WhatFieldsProps) {
  return (
    <>
      <fieldset className="absence-choice">
        <legend>{words.what}</legend>
        {(["days", "class"] as const).map((about) => (
          <label key={about}>
            <input
              type="radio"
              name="about"
              checked={draft.about === about}
              onChange={() => onChange({ about })}
            />
            {words[about]}
          </label>
        ))}
      </fieldset>
      {draft.about === "days" ? (
        <>
          <Days draft={draft} options={options} onChange={onChange} />
          {options.courses.length > 1 && (
            <Courses draft={draft} options={options} onChange={onChange} />
          )}
        </>
      ) : (
        <Classes draft={draft} options={options} onChange={onChange} />
      )}
    </>
  );
}

function Days({ draft, options, onChange }: WhatFieldsProps) {
  const id = useId();
  const limits = { min: options.earliest_day, max: options.latest_day, required: true };
  return (
    <div className="absence-days">
      <div className="field">
        <label htmlFor={`${id}-first`}>{words.first}</label>
        <input
          id={`${id}-first`}
          type="date"
          value={draft.first}
          {...limits}
          onChange={({ target: { value } }) =>
            // Most are away for a day: the last one follows until it is chosen itself.
            onChange({ first: value, last: draft.last < value ? value : draft.last })
          }
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-last`}>{words.last}</label>
        <input
          id={`${id}-last`}
          type="date"
          value={draft.last}
          {...limits}
          onChange={({ target }) => onChange({ last: target.value })}
        />
      </div>
    </div>
  );
}

function Courses({ draft, options, onChange }: WhatFieldsProps) {
  const toggle = (course: number, on: boolean) =>
    onChange({
      courses: on ? [...draft.courses, course] : draft.courses.filter((one) => one !== course),
    });
  return (
    <fieldset className="absence-choice absence-courses">
      <legend>{words.courses}</legend>
      <label>
        <input
          type="checkbox"
          checked={draft.courses.length === 0}
          onChange={() => onChange({ courses: [] })}
        />
        {words.allCourses}
      </label>
      {options.courses.map(({ id, code, name }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={draft.courses.includes(id)}
            onChange={({ target }) => toggle(id, target.checked)}
          />
          {code} {name}
        </label>
      ))}
    </fieldset>
  );
}

function Classes({ draft, options, onChange }: WhatFieldsProps) {
  const id = useId();
  const { dayTime } = zonedFormat(timeZone());
  const { missed, ahead } = classesOf(options);
  if (options.classes.length === 0) return <p className="field-hint">{words.noClass}</p>;
  const group = (label: string, classes: RequestOptions["classes"]) =>
    classes.length > 0 && (
      <optgroup label={label}>
        {classes.map(({ id: session, course, opens_at }) => (
          <option key={session} value={session}>
            {course.code}, {dayTime(opens_at)}
          </option>
        ))}
      </optgroup>
    );
  return (
    <div className="field">
      <label htmlFor={id}>{words.chooseClass}</label>
      <select
        id={id}
        value={draft.session ?? ""}
        onChange={({ target }) => onChange({ session: Number(target.value) || null })}
      >
        <option value="">{words.chooseOne}</option>
        {group(words.missed, missed)}
        {group(words.ahead, ahead)}
      </select>
    </div>
  );
}
