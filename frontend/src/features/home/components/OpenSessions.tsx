import { timeZone } from "@/api/account";
import type { HomeSession } from "@/api/student/types";
import { Icon } from "@/components/light/Icon";
import { StatusChip } from "@/components/light/StatusChip";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";

function SessionCard({ session }: { session: HomeSession }) {
  const { time } = zonedFormat(timeZone());
  const record = session.my_record;
  const here = record && (record.status === "present" || record.status === "late");
  const arrived = record?.arrived_at ?? record?.recorded_at;
  return (
    <li
      className="class"
      data-session-state={session.state}
      data-checked-in={here ? true : undefined}
    >
      <div className="class-head">
        <span className="class-code">{session.course.code}</span>
        {record ? (
          <StatusChip status={record.status} />
        ) : (
          <span className="chip">
            {session.state === "planned" ? messages.soon : messages.notYet}
          </span>
        )}
      </div>
      <strong className="class-name">{session.course.name}</strong>
      <p className="class-facts">
        {session.venue_name && (
          <span>
            <Icon name="pin" size={18} /> {session.venue_name}
          </span>
        )}
        <span>
          <Icon name={here ? "tick" : "clock"} size={18} />{" "}
          {here && arrived
            ? messages.checkedIn(time(arrived))
            : session.state === "planned"
              ? messages.opensAt(time(session.opens_at))
              : messages.openUntil(time(session.closes_at))}
        </span>
      </p>
    </li>
  );
}

/** The classes a student can check in to now or within half an hour. */
export function OpenSessions({ sessions }: { sessions: HomeSession[] }) {
  if (sessions.length === 0) {
    return (
      <div className="empty">
        <strong>{messages.noneNow}</strong>
        <p>{messages.noneNowHint}</p>
      </div>
    );
  }
  return (
    <ul className="classes">
      {sessions.map((session) => (
        <SessionCard key={session.id} session={session} />
      ))}
    </ul>
  );
}
