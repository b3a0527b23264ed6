import type { Id } from "@/api/staff/types";
import { useLive } from "@/hooks/useLive";
import { messages } from "./messages";
import { latestNames } from "./model";
import classes from "./Projector.module.css";

const HOW_MANY = 5;

/** The latest arrivals by name. Only mounted when the lecturer wants names on the wall. */
export function ArrivalNames({ session }: { session: Id }) {
  const { data: state } = useLive(session);
  const data = state === undefined ? [] : latestNames(state.rows, HOW_MANY);
  return (
    <section className={classes.names} aria-label={messages.latest}>
      <p className={classes.namesTitle}>{data.length === 0 ? messages.noneYet : messages.latest}</p>
      <ul>
        {data.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
    </section>
  );
}
