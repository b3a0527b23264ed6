import { useState } from "react";
import { timeZone } from "@/api/account";
import type { MyCourseDetail } from "@/api/student/types";
import { formatNumber, zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { weekdaysOf } from "../model";
import { percentText } from "./Standing";

const words = messages.course;
/** As many as fit before the rest of the page is out of sight. */
const AT_FIRST = 6;

function Result({ one, missed }: { one: MyCourseDetail; missed: number }) {
  const { coming, if_missed, threshold_pct } = one;
  const ends = if_missed[missed] ?? 0;
  const below = ends < threshold_pct;
  const rate = percentText(ends);
  return (
    <p className="what-if-result" role="status" data-below={below || undefined}>
      {missed === 0 ? (
        words.noneChosen(rate)
      ) : (
        <>
          {words.chosen(formatNumber(missed), formatNumber(coming.length - missed))}{" "}
          <strong>
            {below ? words.endBelow(rate, percentText(threshold_pct)) : words.end(rate)}
          </strong>
        </>
      )}
    </p>
  );
}

/** Lets the student choose classes to come, and says where missing them leads. */
export function WhatIf({ one }: { one: MyCourseDetail }) {
  const { coming } = one;
  const [missed, setMissed] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const { day, time } = zonedFormat(timeZone());
  // What is over by a later answer is no longer chosen.
  const chosen = coming.filter(({ starts_at }) => missed.has(starts_at));
  const choose = (starts: string[], on: boolean) =>
    setMissed((before) => {
      const after = new Set(before);
      for (const one of starts)
        if (on) after.add(one);
        else after.delete(one);
      return after;
    });
  return (
    <section className="section" aria-labelledby="what-if-title">
      <h2 id="what-if-title">{words.whatIf}</h2>
      <div className="what-if">
        <p className="as-of">{words.whatIfHint}</p>
        <div className="weekdays">
          {weekdaysOf(coming).map(({ weekday, name, starts }) => {
            const on = starts.every((start) => missed.has(start));
            return (
              <button
                type="button"
                className="weekday"
                key={weekday}
                aria-pressed={on}
                onClick={() => choose(starts, !on)}
              >
                {words.every(name)}
              </button>
            );
          })}
        </div>
        <ul>
          {coming.slice(0, all ? coming.length : AT_FIRST).map((found) => (
            <li key={found.starts_at}>
              <label className="coming">
                <input
                  type="checkbox"
                  checked={missed.has(found.starts_at)}
                  onChange={({ target }) => choose([found.starts_at], target.checked)}
                />
                <span>
                  {day(found.starts_at)}, {time(found.starts_at)}–{time(found.ends_at)}
                  {found.venue_name && <span className="coming-where">{found.venue_name}</span>}
                </span>
              </label>
            </li>
          ))}
        </ul>
        <div className="what-if-more">
          {!all && coming.length > AT_FIRST && (
            <button type="button" className="text-button" onClick={() => setAll(true)}>
              {words.showAll(formatNumber(coming.length))}
            </button>
          )}
          {chosen.length > 0 && (
            <button type="button" className="text-button" onClick={() => setMissed(new Set())}>
              {words.clear}
            </button>
          )}
        </div>
        <Result one={one} missed={chosen.length} />
      </div>
    </section>
  );
}
