import { TermList } from "@/features/courses/TermList";

/** `/terms` */
export function Component() {
  return <TermList />;
}
