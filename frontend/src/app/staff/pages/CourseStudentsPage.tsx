import { CourseStudents } from "@/features/courses/CourseStudents";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId`: who attends. */
export function Component() {
  return <CourseStudents course={useIdParam("courseId")} />;
}
