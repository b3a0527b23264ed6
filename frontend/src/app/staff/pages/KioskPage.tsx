import { StartKiosk } from "@/features/start-kiosk/StartKiosk";
import { useIdParam } from "../useIdParam";

/** `/sessions/:sessionId/kiosk` */
export function Component() {
  const session = useIdParam("sessionId");
  return <StartKiosk key={session} session={session} />;
}
