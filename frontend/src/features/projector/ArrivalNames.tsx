import { useQuery } from "@tanstack/react-query";
import { isFinal } from "@/api/staff/isFinal";
import { fetchLive } from "@/api/staff/sessions";
import type { Id } from "@/api/staff/types";
import { messages } from "./messages";
import { latestNames } from "./model";
import classes from "./Projector.module.css";

const HOW_MANY = 5;
const POLL_MS = 1_500;

/** The latest arrivals by name. Only mounted when the lecturer wants names on the wall. */
export function ArrivalNames({ session }: { session: Id }) {
  const { data = [] } = useQuery({
    queryKey: ["projector-names", session],
    queryFn: async ({ signal }) => {
      const answer = await fetchLive(session, undefined, signal);
      return answer.changed ? latestNames(answer.rows, HOW_MANY) : [];
    },
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : POLL_MS),
    gcTime: 0,
    meta: { polled: true },
  });
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
