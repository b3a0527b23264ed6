import { CourseList } from "@/features/courses/CourseList";

/** `/courses` */
export function Component() {
  return <CourseList />;
}
