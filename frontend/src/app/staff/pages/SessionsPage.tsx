import { SessionList } from "@/features/sessions/SessionList";

/** `/sessions` */
export function Component() {
  return <SessionList />;
}
