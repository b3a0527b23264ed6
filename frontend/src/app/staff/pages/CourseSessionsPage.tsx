import { CourseSessions } from "@/features/courses/CourseSessions";
import { CourseSchedule } from "@/features/schedule/CourseSchedule";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId/sessions`: when it meets, and its roll-calls. */
export function Component() {
  const course = useIdParam("courseId");
  return (
    <>
      <CourseSchedule course={course} />
      <CourseSessions course={course} />
    </>
  );
}
