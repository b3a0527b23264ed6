import { Skeleton } from "@mantine/core";
import type { Id, Session } from "@/api/staff/types";
import { useLive } from "@/hooks/useLive";
import classes from "./Dashboard.module.css";
import { messages } from "./messages";
import { OpenSession } from "./OpenSession";

/** What runs now, also what has begun since the page was opened. */
export function OpenList({ listed, begun }: { listed: readonly Session[]; begun: readonly Id[] }) {
  if (listed.length === 0 && begun.length === 0) return null;
  return (
    <section className={classes.openList} aria-label={messages.openNow}>
      {listed.map((session) => (
        <OpenSession key={session.id} session={session} />
      ))}
      {begun.map((id) => (
        <Begun key={id} session={id} />
      ))}
    </section>
  );
}

function Begun({ session: id }: { session: Id }) {
  const { data } = useLive(id);
  if (data === undefined) return <Skeleton height={190} radius="lg" />;
  return <OpenSession session={data.session} />;
}
