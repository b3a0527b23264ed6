import { CourseSettings } from "@/features/courses/CourseSettings";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId/settings`: how it is judged, joined and where it meets. */
export function Component() {
  return <CourseSettings course={useIdParam("courseId")} />;
}
