import { LiveSession } from "@/features/live-session/LiveSession";
import { useIdParam } from "../useIdParam";

/** `/sessions/:sessionId` */
export function Component() {
  const session = useIdParam("sessionId");
  return <LiveSession key={session} session={session} />;
}
