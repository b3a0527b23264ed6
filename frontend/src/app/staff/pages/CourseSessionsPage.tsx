import { CourseSessions } from "@/features/courses/CourseSessions";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId/sessions`: its roll-calls. */
export function Component() {
  return <CourseSessions course={useIdParam("courseId")} />;
}
