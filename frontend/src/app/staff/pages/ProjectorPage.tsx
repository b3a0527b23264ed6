import { ProjectorScreen } from "@/features/projector/ProjectorScreen";
import { useIdParam } from "../useIdParam";

/** `/sessions/:sessionId/projector` */
export function Component() {
  const session = useIdParam("sessionId");
  return <ProjectorScreen key={session} session={session} />;
}
